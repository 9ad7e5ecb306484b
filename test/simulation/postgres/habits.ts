import type { CommonHabits } from '../sim-pair';

/** Behaviour of two PostgreSQL servers and the OpenBao nodes on them. Drawn anew for each world. Durations in milliseconds. */
export interface PgHabits extends CommonHabits {
  /** Longest delay of a record of the log on its way to the replica. Each takes a random part of it; the order is kept. */
  readonly lagMs: number;
  /** How long a replica holds what it has received before it applies it. */
  readonly replayMs: number;
  /** Whether a commit on home waits until the replica has it (`synchronous_standby_names`). */
  readonly isSync: boolean;
  readonly promoteMs: number;
  /** How long a changed setting takes to reach the sessions. */
  readonly reloadMs: number;
  /** How long a transaction that began before the fence may go on, unless its session is ended. */
  readonly openTransactionMs: number;
  /** How long a session lives on after it was told to end. */
  readonly endSessionMs: number;
  /** How long an active node that cannot renew its lock still answers as active. */
  readonly stepDownMs: number;
  /** How long a node needs from a free lock until it is active. */
  readonly takeOverMs: number;
  /** How long a replica still says that it streams after it lost its primary (`wal_receiver_timeout`). */
  readonly noticesLossAfterMs: number;
  /** Whether the engine has a token for `sys/step-down`. */
  readonly hasStepDownToken: boolean;
  /** After how long a tool makes a fenced old primary a replica; `undefined`: a person does it. */
  readonly toolMs?: number;
  /** Share of the records that end exactly where a page ends, 0 to 1. */
  readonly fullPages?: number;
}

/** Servers that need little time, and a person who links. */
export const PG_PLAIN: PgHabits = {
  lagMs: 0,
  replayMs: 0,
  isSync: false,
  promoteMs: 200,
  reloadMs: 20,
  openTransactionMs: 0,
  endSessionMs: 20,
  stepDownMs: 5_600,
  takeOverMs: 600,
  noticesLossAfterMs: 0,
  hasStepDownToken: true,
};
