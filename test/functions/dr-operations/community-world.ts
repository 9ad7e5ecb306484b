import fc from 'fast-check';
import { SNAPSHOT_TRAITS } from '../../../functions/dr-operations/replication/snapshot/traits';
import type { World } from '../../../functions/dr-operations/world';
import { NOTHING_REPORTED, type UpCluster } from '../../../functions/shared/cluster-observation';
import { anyLook, anyWorld, optional, POSTGRES } from './any-world';

const clusterId = optional(fc.constantFrom('id 1', 'id 2'));
const version = optional(fc.constantFrom('2.0.0', '2.7.2'));
const number = fc.constantFrom(0, 100, 5000);
const sum = fc.constantFrom('aa', 'bb');
const before = fc.constantFrom('2025-01-01T09:59:58Z', '2025-01-01T08:00:00Z');

const reported = (facts: Partial<UpCluster> & Pick<UpCluster, 'mode'>): UpCluster => ({
  ...NOTHING_REPORTED,
  serving: facts.mode === 'primary',
  ...facts,
});

/** What `replication/snapshot/observe.ts` says of a cluster that is up. */
const ofSnapshots: fc.Arbitrary<UpCluster> = fc.oneof(
  fc
    .record({ clusterId, version, lastWal: number })
    .map((seen) => reported({ mode: 'primary', state: 'running', ...seen })),
  fc
    .record({
      clusterId,
      version,
      state: fc.constantFrom('stream-wals', 'idle'),
      lastRemoteWal: number,
      merkleRoot: sum,
      canaryAgeMs: number,
      hasWritesUntil: before,
    })
    .map((seen) => reported({ mode: 'secondary', ...seen })),
  fc.record({ version }).map((seen) => reported({ mode: 'secondary', state: 'merkle-sync', ...seen })),
  fc
    .record({ clusterId, version, lastWal: number, merkleRoot: sum, isEmptied: optional(fc.constant(true as const)) })
    .map(({ isEmptied, ...seen }) =>
      reported({ mode: 'secondary', state: 'idle', ...seen, ...(isEmptied && { isEmptied }) }),
    ),
);

/** What `replication/postgres/observe.ts` says of a cluster that is up. */
const ofPostgres: fc.Arbitrary<UpCluster> = fc.oneof(
  fc
    .record({ clusterId, version, lastWal: number, timeline: fc.constantFrom(1, 2), serving: fc.boolean() })
    .map((seen) => reported({ mode: 'primary', state: 'running', ...seen })),
  fc.record({ version }).map((seen) => reported({ mode: 'primary', isStatusUnseen: true, ...seen })),
  fc
    .record({
      clusterId,
      version,
      isStreaming: fc.boolean(),
      lastRemoteWal: number,
      timeline: fc.constantFrom(1, 2),
      replayed: optional(before),
    })
    .map(({ isStreaming, replayed, ...seen }) =>
      reported({
        mode: 'secondary',
        state: isStreaming ? 'stream-wals' : 'idle',
        connected: isStreaming,
        ...seen,
        ...(replayed !== undefined && { lastHeartbeat: replayed, canaryAgeMs: 0, hasWritesUntil: replayed }),
      }),
    ),
  fc
    .record({ clusterId, version, lastWal: number, timeline: fc.constantFrom(1, 2) })
    .map((seen) => reported({ mode: 'secondary', state: 'idle', isDatabaseFenced: true, ...seen })),
);

/** Any world of a pair without Vault Enterprise. Its clusters report what its driver can see. */
export const anyCommunityWorld: fc.Arbitrary<World> = fc
  .oneof(
    fc.tuple(anyWorld, fc.constant(SNAPSHOT_TRAITS), anyLook(ofSnapshots), anyLook(ofSnapshots)),
    fc.tuple(anyWorld, fc.constant(POSTGRES), anyLook(ofPostgres), anyLook(ofPostgres)),
  )
  .map(([world, replication, home, away]) => ({
    ...world,
    replication,
    clusters: { home, away },
    token: { kind: 'not-needed' },
  }));
