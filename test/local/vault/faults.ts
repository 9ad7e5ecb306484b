/** Which calls a fault hits. */
export interface FaultScope {
  /** Part of the path after `/v1/`; every path when left out. */
  readonly path?: string;
  /** Begins with the n-th call that matches, counted from 1. @default 1 */
  readonly onCall?: number;
  /** For so many calls. @default - until restored */
  readonly times?: number;
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
  /** Waits before it does what was asked. */
  | ({ readonly kind: 'slow'; readonly ms: number } & FaultScope)
  /** Refuses without doing anything. */
  | ({ readonly kind: 'error'; readonly status: number; readonly error?: string } & FaultScope)
  /** A load balancer's page. @default status 502 */
  | ({ readonly kind: 'html'; readonly status?: number } & FaultScope)
  /** Does what was asked, and answers with half of the JSON text. */
  | ({ readonly kind: 'half-json' } & FaultScope)
  /** 307 to the same path at another address. */
  | ({ readonly kind: 'redirect'; readonly to: string } & FaultScope);

export type FaultKind = Fault['kind'];

/** A fault that stays in force, with the number of calls it has seen. */
export interface ActiveFault {
  readonly fault: Fault;
  seen: number;
}

/** Picks the faults that hit this call, and counts it. */
export function faultsOnCall(active: Iterable<ActiveFault>, path: string): Fault[] {
  const hits: Fault[] = [];
  for (const entry of active) {
    const { path: part, onCall = 1, times = Infinity }: FaultScope = 'path' in entry.fault ? entry.fault : {};
    if (part !== undefined && !path.includes(part)) continue;
    entry.seen += 1;
    if (entry.seen >= onCall && entry.seen < onCall + times) hits.push(entry.fault);
  }
  return hits;
}
