import fc from 'fast-check';
import type { CommonHabits } from '../sim-pair';

/** Behaviour of clusters with raft storage, of their servers and of their clients. Durations in milliseconds. */
export interface SnapshotHabits extends CommonHabits {
  /** Share of the calls to a cluster at which a client writes, 0 to 1. */
  readonly busy: number;
  /** Between two writes of the clients, whatever else happens. */
  readonly betweenWritesMs: number;
  /** Life of a database user, unless a client renews it. */
  readonly leaseMs: number;
  /** An election of a new active node. */
  readonly electionMs: number;
  /** How long an active node without the others still takes itself for active. */
  readonly stepDownMs: number;
  /** For how long the address of a cluster still leads to the node that was active before. */
  readonly oldNodeMs: number;
  /** How long a file takes to arrive from the bucket. */
  readonly fetchMs: number;
  /** A restore waits for five seconds, then takes as long as this and gives no answer meanwhile. */
  readonly restoreMs: number;
  /** How long a restored cluster is sealed, until it has unsealed itself. */
  readonly unsealMs: number;
  /** Whether a restore is answered as soon as the file is there, and not when it is restored. */
  readonly answersEarly: boolean;
  /** Until a server has taken a command, and until Vault is up again on it. */
  readonly commandMs: number;
  readonly startMs: number;
  /** How far the clock of the Lambda that copies is ahead, in each region. */
  readonly pullerClockMs: Readonly<Record<'home' | 'away', number>>;
  /** Share of the copies that meet a fault, 0 to 1. */
  readonly pullFaults: number;
  /** Whether this system can park a cluster itself. */
  readonly parks: boolean;
}

/** A pair that is quick and quiet. */
export const QUIET: SnapshotHabits = {
  busy: 0,
  betweenWritesMs: 6_000,
  leaseMs: 90_000,
  electionMs: 1_000,
  stepDownMs: 2_500,
  oldNodeMs: 0,
  fetchMs: 0,
  restoreMs: 500,
  unsealMs: 1_000,
  answersEarly: true,
  commandMs: 500,
  startMs: 2_000,
  pullerClockMs: { home: 0, away: 0 },
  pullFaults: 0,
  parks: false,
};

const clockMs = fc.constantFrom(0, 0, 0, 5_000, -5_000, 25_000, -25_000);

export const snapshotHabits: fc.Arbitrary<SnapshotHabits> = fc.record({
  busy: fc.constantFrom(0, 0, 0.02, 0.1, 0.5),
  betweenWritesMs: fc.constantFrom(2_500, 9_000, 20_000),
  leaseMs: fc.constantFrom(60_000, 90_000, 600_000),
  electionMs: fc.constantFrom(300, 2_000, 6_000),
  stepDownMs: fc.constantFrom(500, 2_500),
  oldNodeMs: fc.constantFrom(0, 0, 1_500, 12_000),
  fetchMs: fc.constantFrom(0, 0, 3_000, 20_000),
  restoreMs: fc.constantFrom(100, 4_000, 20_000),
  unsealMs: fc.constantFrom(300, 3_000, 15_000),
  answersEarly: fc.boolean(),
  commandMs: fc.constantFrom(200, 3_000),
  startMs: fc.constantFrom(800, 6_000),
  pullerClockMs: fc.record({ home: clockMs, away: clockMs }),
  pullFaults: fc.constantFrom(0, 0, 0.1, 0.4),
  parks: fc.boolean(),
  staleAnswers: fc.constantFrom(0, 0, 0.03),
  slowAnswers: fc.constantFrom(0, 0, 0, 0.05),
  insyncMs: fc.constantFrom(0, 0, 30_000),
  clockOffMs: fc.constantFrom(0, 0, 2_000, -20_000),
  hasWitness: fc.constantFrom(false, false, true),
});
