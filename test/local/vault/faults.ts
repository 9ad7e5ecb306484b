import type { Call } from './call';
import type { OtherNode } from './other-node';

/** Which calls a fault hits. */
export interface FaultScope {
  /** Part of the path after `/v1/`; every path when left out. */
  readonly path?: string;
  /** Only what reads, or only what would change something. @default - both */
  readonly calls?: 'looks' | 'writes';
  /** Begins with the n-th call that matches, counted from 1. @default 1 */
  readonly onCall?: number;
  /** For so many calls. @default - until restored */
  readonly times?: number;
  /** Of those, only the first of so many: 2 is every other call. @default 1 */
  readonly every?: number;
  /** Of those, only this part, by chance: 0.03 is three in a hundred. @default 1 */
  readonly share?: number;
  /** What is counted: calls, or connections, whose calls then share one fate, as behind a balancer. @default 'call' */
  readonly per?: 'call' | 'connection';
}

/** Something that is wrong with one cluster, from {@link SimulatedCluster.inject} until it is restored. */
export type Fault =
  /** Nobody listens. Open connections are cut. */
  | { readonly kind: 'refuse' }
  /** TCP connects, then silence: no TLS, no answer. Open connections are cut, or go silent too. */
  | { readonly kind: 'black-hole'; readonly openConnections?: 'cut' | 'silent' }
  /** The certificate of another authority. Open connections are cut. */
  | { readonly kind: 'wrong-certificate' }
  /** Only standby nodes answer: 429 on `sys/health`, no active node for the rest. */
  | { readonly kind: 'standby-only' }
  /** Does nothing and resets the connection. */
  | ({ readonly kind: 'reset' } & FaultScope)
  /** Does what was asked, and cuts the connection instead of answering. */
  | ({ readonly kind: 'answer-lost' } & FaultScope)
  /** Does what was asked; half of the answer goes out, then the connection is cut. */
  | ({ readonly kind: 'reset-mid-answer' } & FaultScope)
  /**
   * The call hangs: it takes effect `effectMs` after it came (0 when left out, `Infinity` for never), whether or not the
   * caller still waits, and is answered `answerMs` after it came (never when left out).
   */
  | ({ readonly kind: 'hang'; readonly effectMs?: number; readonly answerMs?: number } & FaultScope)
  /** Answers every look. Whatever would change something hangs for ever, without effect: a stalled disk, a lost quorum. */
  | { readonly kind: 'stalled' }
  /** Promotions are accepted; the cluster restarts and is the secondary that it was. Counted by those accepted. */
  | ({ readonly kind: 'promotion-does-not-hold' } & Pick<FaultScope, 'onCall' | 'times' | 'every' | 'share'>)
  /** Waits before it does what was asked. */
  | ({ readonly kind: 'slow'; readonly ms: number } & FaultScope)
  /** Refuses without doing anything. */
  | ({ readonly kind: 'error'; readonly status: number; readonly error?: string } & FaultScope)
  /** A load balancer's page. @default status 502 */
  | ({ readonly kind: 'html'; readonly status?: number } & FaultScope)
  /** Does what was asked, and answers with half of the JSON text. */
  | ({ readonly kind: 'half-json' } & FaultScope)
  /** Another node of the cluster answers, as a load balancer sends the call there. */
  | ({ readonly kind: 'other-node'; readonly node: OtherNode } & FaultScope)
  /** 307 to the same path at another address. */
  | ({ readonly kind: 'redirect'; readonly to: string } & FaultScope);

export type FaultKind = Fault['kind'];

/** A fault that stays in force, with the number of calls or connections it has seen. */
export interface ActiveFault {
  readonly fault: Fault;
  seen: number;
  /** What was decided for a connection. */
  readonly fates: WeakMap<object, boolean>;
}

export const activate = (fault: Fault): ActiveFault => ({ fault, seen: 0, fates: new WeakMap() });

/** What the choice of faults needs of a call. */
export type CallKind = Pick<Call, 'method' | 'path' | 'connection'>;

/** Picks the faults that hit this call, and counts it. */
export const faultsOnCall = (active: Iterable<ActiveFault>, call: CallKind): Fault[] =>
  [...active]
    .filter(({ fault }) => fault.kind !== 'promotion-does-not-hold' && isMeant(scopeOf(fault), call))
    .filter((entry) => isHit(entry, call.connection))
    .map(({ fault }) => fault);

/** Whether a promotion that is accepted now will hold, and counts it. */
export const promotionHolds = (active: Iterable<ActiveFault>): boolean =>
  [...active].filter(({ fault }) => fault.kind === 'promotion-does-not-hold').filter((entry) => isNextHit(entry))
    .length === 0;

/** What concerns the listener has none. */
const scopeOf = (fault: Fault): FaultScope => fault as Fault & FaultScope;

function isHit(entry: ActiveFault, connection: object): boolean {
  if (scopeOf(entry.fault).per !== 'connection') return isNextHit(entry);
  const fate = entry.fates.get(connection) ?? isNextHit(entry);
  entry.fates.set(connection, fate);
  return fate;
}

function isNextHit(entry: ActiveFault): boolean {
  entry.seen += 1;
  return isDue(scopeOf(entry.fault), entry.seen);
}

const isMeant = ({ path, calls }: FaultScope, call: CallKind): boolean =>
  (path === undefined || call.path.includes(path)) && (calls === undefined || (calls === 'looks') === isLook(call));

/** @param nth of the calls or connections that are meant */
const isDue = ({ onCall = 1, times = Infinity, every = 1, share = 1 }: FaultScope, nth: number): boolean =>
  nth >= onCall && nth < onCall + times && (nth - onCall) % every === 0 && (share === 1 || Math.random() < share);

const LOOKS: readonly string[] = ['GET', 'HEAD', 'LIST'];
/** Whether a call changes nothing. */
export const isLook = ({ method }: Pick<Call, 'method'>): boolean => LOOKS.includes(method);
