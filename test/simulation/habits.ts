import type { CommonHabits } from './sim-pair';

/** Behaviour that no documentation of Vault settles, and durations in milliseconds. Drawn anew for each world. */
export interface Habits extends CommonHabits {
  readonly demoteMs: number;
  readonly promoteMs: number;
  /** Longest delay of a WAL. Each takes a random part of it; the order is kept. */
  readonly lagMs: number;
  /** Answer of a cluster while it restarts. */
  readonly duringRestart: 'reset' | 'unavailable' | 'bootstrapping';
  /** How long the status still shows the old role after a role change was accepted. */
  readonly oldRoleMs: number;
  readonly statusDuringDemote: boolean;
  readonly demotedStatus: 'with-wals' | 'wals-alone' | 'as-secondary' | 'bare';
  /** Whether WALs written before a demotion still ship. */
  readonly shipsAfterDemote: boolean;
  readonly idlePromoteNeedsForce: boolean;
  /** First WAL number of a promoted cluster, relative to the last WAL that it received. */
  readonly walOffset: number;
  /** Fields of the status by version: `first` is 1.2, `no-heartbeats` 1.4, `no-canary` 1.15. @default `newest` */
  readonly statusShape?: StatusShape;
  /** Time between two heartbeats of a primary. @default 5000 */
  readonly heartbeatMs?: number;
  /** How long a secondary still reports `connected` after it lost its primary. @default 0 */
  readonly noticesLossAfterMs?: number;
  /** How long another node may report the role before the last change. @default 5000 */
  readonly oldNodeMs?: number;
  /** How long a newly linked cluster compares and copies before WALs stream. @default 0 */
  readonly syncMs?: number;
  /** Number of promotions that are accepted although the cluster restarts as a secondary. @default 0 */
  readonly promotionsThatDoNotHold?: number;
  /** Whether a cluster with WALs in transit is promoted only with Vault's force flag. @default false */
  readonly catchesUpFirst?: boolean;
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

/** Fills in the defaults. */
export const withUsual = (habits: Habits): Required<Omit<Habits, 'automatic' | 'skewMs'>> => ({ ...USUAL, ...habits });

/** A Vault that reports everything and needs little time. */
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

/** The Vault that reports its replication like that. */
export const VERSIONS: Readonly<Record<StatusShape, string>> = {
  newest: '1.21.4+ent',
  'no-canary': '1.15.6+ent',
  'no-heartbeats': '1.4.7+ent',
  first: '1.2.4+ent',
};
