import fc from 'fast-check';
import type { Acceptance } from '../../../functions/dr-operations/contract';
import { ask } from '../ask';
import { around, happening, operate, operateTwo, time, type Happening } from '../commands';
import { met } from '../kinds';
import type { PgHabits } from './habits';
import type { PgWorld } from './pg-pair';
import { anyPgTrouble, handOnDatabase, harmlessPgTrouble } from './pg-troubles';

export const pgHabits: fc.Arbitrary<PgHabits> = fc.record({
  lagMs: fc.constantFrom(0, 20, 400, 4_000),
  replayMs: fc.constantFrom(0, 0, 500, 3_000),
  isSync: fc.constantFrom(false, false, true),
  promoteMs: fc.constantFrom(50, 200, 3_000, 9_000),
  reloadMs: fc.constantFrom(0, 20, 150),
  openTransactionMs: fc.constantFrom(0, 30, 1_000, 4_000),
  endSessionMs: fc.constantFrom(0, 20, 400, 3_000),
  stepDownMs: fc.constantFrom(1_000, 5_600, 6_000),
  takeOverMs: fc.constantFrom(100, 600, 1_500),
  noticesLossAfterMs: fc.constantFrom(0, 2_000, 15_000, 60_000),
  hasStepDownToken: fc.boolean(),
  toolMs: fc.constantFrom(undefined, undefined, 1_000, 8_000),
  fullPages: fc.constantFrom(0, 0.2),
  staleAnswers: fc.constantFrom(0, 0, 0.03),
  slowAnswers: fc.constantFrom(0, 0, 0, 0.05),
  insyncMs: fc.constantFrom(0, 0, 30_000),
  clockOffMs: fc.constantFrom(0, 0, 2_000, -30_000),
  hasWitness: fc.constantFrom(false, false, true),
});

const planned = fc.constantFrom(
  ask('switchover'),
  ask('switchover'),
  ask('switchover', { to: 'home' }),
  ask('failback'),
  ask('rejoin'),
  ask('dns-switch'),
  ask('fence'),
  ask('link', { to: 'home' }),
  ask('link', { to: 'away' }),
);
const accept = fc.constantFrom<readonly Acceptance[]>(
  ['unfenced-primary'],
  ['loss'],
  ['foreign-weights'],
  ['unfenced-primary', 'loss'],
  ['part-lease'],
);
const unplanned = fc.oneof(
  fc.constantFrom(
    ask('failover'),
    ask('failover'),
    ask('failover', { to: 'home' }),
    ask('failover', { dns: 'defer' }),
    ask('failover', { to: 'home', dns: 'defer' }),
  ),
  fc
    .tuple(fc.constantFrom('failover', 'switchover', 'rejoin' as const), accept)
    .map(([operation, accepted]) => ask(operation, { accept: accepted })),
);
const any = fc.oneof(planned, unplanned);

/** A person is slower than a look. */
const BY_HAND_MS = 3_500;
const hand: fc.Arbitrary<Happening<PgWorld>> = handOnDatabase.map(({ kind, words, happen }) =>
  happening<PgWorld>(words, (world) => {
    if (happen(world) === false) return;
    met(kind);
    world.isDisturbed = true;
    return world.pass(BY_HAND_MS);
  }),
);

/** Happenings by which no acknowledged write may be lost. */
export const pgPlanned: readonly fc.Arbitrary<Happening<PgWorld>>[] = [
  operate(planned, harmlessPgTrouble),
  operate(planned, harmlessPgTrouble),
  operate(planned, harmlessPgTrouble),
  operateTwo(planned),
  around(harmlessPgTrouble),
  around(harmlessPgTrouble),
  time,
];

/** Every happening, including those that may lose writes. */
export const pgAnything: readonly fc.Arbitrary<Happening<PgWorld>>[] = [
  operate(unplanned, anyPgTrouble),
  operate(unplanned, anyPgTrouble),
  operate(any, anyPgTrouble),
  operate(any, anyPgTrouble),
  operateTwo(any),
  hand,
  around(anyPgTrouble),
  around(anyPgTrouble),
  time,
];
