import fc from 'fast-check';
import type { Habits } from './habits';

export const anyHabits: fc.Arbitrary<Habits> = fc.record({
  demoteMs: fc.constantFrom(50, 1_000, 9_000),
  promoteMs: fc.constantFrom(50, 2_000, 9_000),
  lagMs: fc.constantFrom(0, 20, 400, 4_000),
  duringRestart: fc.constantFrom('reset', 'unavailable', 'bootstrapping'),
  oldRoleMs: fc.constantFrom(0, 0, 40, 900),
  statusDuringDemote: fc.boolean(),
  demotedStatus: fc.constantFrom('with-wals', 'wals-alone', 'as-secondary', 'bare'),
  shipsAfterDemote: fc.boolean(),
  idlePromoteNeedsForce: fc.boolean(),
  walOffset: fc.constantFrom(-70, 0, 50),
  statusShape: fc.constantFrom('newest', 'newest', 'newest', 'no-canary', 'no-heartbeats', 'first'),
  noticesLossAfterMs: fc.constantFrom(0, 2_000, 15_000),
  staleAnswers: fc.constantFrom(0, 0, 0.03),
  oldNodeMs: fc.constantFrom(1_000, 5_000),
  slowAnswers: fc.constantFrom(0, 0, 0, 0.05),
  insyncMs: fc.constantFrom(0, 0, 30_000),
  syncMs: fc.constantFrom(0, 0, 1_500, 15_000),
  clockOffMs: fc.constantFrom(0, 0, 2_000, -30_000),
  catchesUpFirst: fc.boolean(),
  hasWitness: fc.constantFrom(false, false, true),
});

/**
 * Habits with which a switchover can prove that it lost nothing. A demoted cluster with a `bare` status reports neither
 * its last WAL nor its Merkle root. A write between the last read and the demotion that never ships then cannot be
 * detected from outside, so such a cluster ships quickly and completely here.
 */
export const provableHabits: fc.Arbitrary<Habits> = anyHabits.map((drawn) =>
  drawn.demotedStatus === 'bare' ? { ...drawn, lagMs: Math.min(drawn.lagMs, 20), shipsAfterDemote: true } : drawn,
);
