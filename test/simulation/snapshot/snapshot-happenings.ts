import fc from 'fast-check';
import type { Acceptance } from '../../../functions/dr-operations/contract';
import { ask } from '../ask';
import { around, operate, operateTwo, time, type Happening } from '../commands';
import type { SnapshotWorld } from './snapshot-pair';
import { anyTrouble, harmlessTrouble } from './snapshot-troubles';

type Of = fc.Arbitrary<Happening<SnapshotWorld>>;

const planned = fc.constantFrom(
  ask('switchover'),
  ask('switchover'),
  ask('switchover', { to: 'home' }),
  ask('switchover', { to: 'away' }),
  ask('failback'),
  ask('rejoin'),
  ask('dns-switch'),
);
const accept = fc.constantFrom<readonly Acceptance[]>(
  ['unfenced-primary'],
  ['loss'],
  ['unfenced-primary', 'loss'],
  ['part-lease'],
);
const unplanned = fc.oneof(
  fc.constantFrom(ask('failover'), ask('failover'), ask('failover', { to: 'home' }), ask('failover', { dns: 'defer' })),
  fc
    .tuple(fc.constantFrom('failover', 'switchover', 'rejoin' as const), accept)
    .map(([operation, accepted]) => ask(operation, { accept: accepted })),
);
const any = fc.oneof(planned, unplanned);

/** Happenings by which no acknowledged write may be lost. */
export const harmlessOnSnapshots: readonly Of[] = [
  operate<SnapshotWorld>(planned, harmlessTrouble),
  operate<SnapshotWorld>(planned, harmlessTrouble),
  operateTwo(planned),
  around<SnapshotWorld>(harmlessTrouble),
  time,
];

/** Every happening, failovers and overrides included. */
export const anythingOnSnapshots: readonly Of[] = [
  operate<SnapshotWorld>(unplanned, anyTrouble),
  operate<SnapshotWorld>(unplanned, anyTrouble),
  operate<SnapshotWorld>(any, anyTrouble),
  operateTwo(any),
  around<SnapshotWorld>(anyTrouble),
  around<SnapshotWorld>(anyTrouble),
  time,
];
