import type { Call } from './call';
import type { OtherNode } from './other-node';

/** Selects the calls that a fault hits. */
export interface FaultScope {
  /** Part of the path after `/v1/`. @default - every path */
  readonly path?: string;
  /** Only reads, or only calls that change something. @default - both */
  readonly calls?: 'reads' | 'writes';
  /** Number of the first matching call to hit, counted from 1. @default 1 */
  readonly onCall?: number;
  /** Number of calls, from the first one on. @default - until restored */
  readonly times?: number;
  /** Hits every n-th of these calls: 2 is every other one. @default 1 */
  readonly every?: number;
  /** Hits a random share of these calls, 0 to 1. @default 1 */
  readonly share?: number;
  /** What is counted. With `connection`, all calls of a connection are hit or none, as behind a balancer. @default 'call' */
  readonly per?: 'call' | 'connection';
}

/** A fault of one cluster, in force from {@link SimulatedCluster.inject} until it is restored. */
export type Fault =
  /** Refuses connections. Open connections are cut. */
  | { readonly kind: 'refuse' }
  /** Accepts TCP connections and sends nothing, not even TLS. Open connections are cut, or stay open without an answer. */
  | { readonly kind: 'black-hole'; readonly openConnections?: 'cut' | 'silent' }
  /** Presents a certificate of another authority. Open connections are cut. */
  | { readonly kind: 'wrong-certificate' }
  /** Presents a certificate that ends in so many days. It is valid until then. */
  | { readonly kind: 'certificate-ends'; readonly inDays: number }
  /** Only standby nodes answer: 429 on `sys/health`, no active node for the rest. */
  | { readonly kind: 'standby-only' }
  /** Does nothing and resets the connection. */
  | ({ readonly kind: 'reset' } & FaultScope)
  /** The call takes effect; the connection is cut without an answer. */
  | ({ readonly kind: 'answer-lost' } & FaultScope)
  /** The call takes effect; the connection is cut after half of the answer. */
  | ({ readonly kind: 'reset-mid-answer' } & FaultScope)
  /**
   * The call hangs. It takes effect `effectMs` after its arrival (default 0, `Infinity` for never), whether or not the
   * caller still waits, and is answered `answerMs` after its arrival (default never).
   */
  | ({ readonly kind: 'hang'; readonly effectMs?: number; readonly answerMs?: number } & FaultScope)
  /** Answers reads. Writes hang for ever without effect, as with a stalled disk or a lost quorum. */
  | { readonly kind: 'stalled' }
  /** Promotions are accepted, but the cluster restarts as a secondary. Counted by accepted promotions. */
  | ({ readonly kind: 'promotion-does-not-hold' } & Pick<FaultScope, 'onCall' | 'times' | 'every' | 'share'>)
  /** Delays the effect and the answer. */
  | ({ readonly kind: 'slow'; readonly ms: number } & FaultScope)
  /** Answers with an error and does nothing. */
  | ({ readonly kind: 'error'; readonly status: number; readonly error?: string } & FaultScope)
  /** Answers with an HTML page, as load balancers do. @default status 502 */
  | ({ readonly kind: 'html'; readonly status?: number } & FaultScope)
  /** The call takes effect; the answer is half of the JSON text. */
  | ({ readonly kind: 'half-json' } & FaultScope)
  /** Another node of the cluster answers, as behind a load balancer. */
  | ({ readonly kind: 'other-node'; readonly node: OtherNode } & FaultScope)
  /** Redirects with status 307 to the same path at another address. */
  | ({ readonly kind: 'redirect'; readonly to: string } & FaultScope);

export type FaultKind = Fault['kind'];

/** A fault in force. */
export interface ActiveFault {
  readonly fault: Fault;
  /** Number of matching calls or connections so far. */
  seen: number;
  /** Whether the fault hits a connection; decided once. */
  readonly fates: WeakMap<object, boolean>;
}

export const activate = (fault: Fault): ActiveFault => ({ fault, seen: 0, fates: new WeakMap() });

/** The parts of a call by which faults are chosen. */
export type CallKind = Pick<Call, 'method' | 'path' | 'connection'>;

/** Finds the faults that hit a call, and counts the call. */
export const faultsOnCall = (active: Iterable<ActiveFault>, call: CallKind): Fault[] =>
  [...active]
    .filter(({ fault }) => fault.kind !== 'promotion-does-not-hold' && isMeant(scopeOf(fault), call))
    .filter((entry) => isHit(entry, call.connection))
    .map(({ fault }) => fault);

/** Decides whether a promotion that is accepted now will hold, and counts the promotion. */
export const promotionHolds = (active: Iterable<ActiveFault>): boolean =>
  [...active].filter(({ fault }) => fault.kind === 'promotion-does-not-hold').filter((entry) => isNextHit(entry))
    .length === 0;

/** Faults of the listener have no scope. */
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
  (path === undefined || call.path.includes(path)) && (calls === undefined || (calls === 'reads') === isRead(call));

/** @param nth number of the matching call or connection, from 1 */
const isDue = ({ onCall = 1, times = Infinity, every = 1, share = 1 }: FaultScope, nth: number): boolean =>
  nth >= onCall && nth < onCall + times && (nth - onCall) % every === 0 && (share === 1 || Math.random() < share);

const READS: readonly string[] = ['GET', 'HEAD', 'LIST'];
/** Whether a call changes nothing. */
export const isRead = ({ method }: Pick<Call, 'method'>): boolean => READS.includes(method);
