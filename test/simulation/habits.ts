/** What no source settles about Vault, and how long things take; drawn anew for each world. Milliseconds. */
export interface Habits {
  readonly demoteMs: number;
  readonly promoteMs: number;
  /** Longest way of a WAL; each takes up to it, in order. */
  readonly lagMs: number;
  /** What a cluster answers while it restarts. */
  readonly duringRestart: 'reset' | 'unavailable' | 'bootstrapping';
  /** How long the status shows the old role after a change was accepted. */
  readonly oldRoleMs: number;
  readonly statusDuringDemote: boolean;
  readonly demotedStatus: 'with-wals' | 'wals-alone' | 'as-secondary' | 'bare';
  /** Whether what was written before a demotion still ships. */
  readonly shipsAfterDemote: boolean;
  readonly idlePromoteNeedsForce: boolean;
  /** What a promoted cluster counts on from, relative to the last WAL that it received. */
  readonly walOffset: number;
  /** Which fields its version has: `first` is like 1.2, `no-heartbeats` like 1.4, `no-canary` like 1.15. @default `newest` */
  readonly statusShape?: StatusShape;
  /** Between two heartbeats of a primary that its secondary hears. @default 5000 */
  readonly heartbeatMs?: number;
  /** How long a secondary says `connected` after it has lost its primary. @default 0 */
  readonly noticesLossAfterMs?: number;
  /** Share of the answers that another node of the cluster gives. @default 0 */
  readonly staleAnswers?: number;
  /** How long another node may tell the role before the last change. @default 5000 */
  readonly oldNodeMs?: number;
  /** Share of the calls to a cluster that take from 5 to 1,100 ms. @default 0 */
  readonly slowAnswers?: number;
  /** How long a change of the name takes to reach every name server. @default 0 */
  readonly insyncMs?: number;
  /** How long a linked cluster compares and copies before it streams. @default 0 */
  readonly syncMs?: number;
  /** How far away's clock is ahead. @default 0 */
  readonly clockOffMs?: number;
  /** So many promotions are accepted, and the cluster comes back as a secondary. @default 0 */
  readonly promotionsThatDoNotHold?: number;
  /** A cluster with WALs on their way is promoted only with Vault's own force. @default false */
  readonly catchesUpFirst?: boolean;
  /** A third lease table in another region. @default false */
  readonly hasWitness?: boolean;
}

export type StatusShape = 'newest' | 'no-canary' | 'no-heartbeats' | 'first';

const USUAL = {
  statusShape: 'newest',
  heartbeatMs: 5_000,
  noticesLossAfterMs: 0,
  staleAnswers: 0,
  oldNodeMs: 5_000,
  slowAnswers: 0,
  insyncMs: 0,
  syncMs: 0,
  clockOffMs: 0,
  promotionsThatDoNotHold: 0,
  catchesUpFirst: false,
  hasWitness: false,
} as const;

/** All habits, with what is usual where nothing is said. */
export const withUsual = (habits: Habits): Required<Habits> => ({ ...USUAL, ...habits });

/** A Vault that tells what it can and keeps nobody waiting. */
export const PLAIN: Habits = {
  demoteMs: 600,
  promoteMs: 300,
  lagMs: 0,
  duringRestart: 'reset',
  oldRoleMs: 0,
  statusDuringDemote: false,
  demotedStatus: 'with-wals',
  shipsAfterDemote: true,
  idlePromoteNeedsForce: false,
  walOffset: -70,
};
