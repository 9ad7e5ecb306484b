import fc from 'fast-check';
import { ACCEPTANCES } from '../../../functions/dr-operations/contract';
import type { OperationRequest } from '../../../functions/dr-operations/event';
import type { ReplicationTraits } from '../../../functions/dr-operations/replication/traits';
import type { Promotion, RunFacts, World } from '../../../functions/dr-operations/world';
import type { ClusterObservation, UpCluster } from '../../../functions/shared/cluster-observation';
import { CLUSTER_NAMES } from '../../../functions/shared/contract';
import { NOW, request, upIn } from './worlds';

/** One that may be missing. */
export const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
export const cluster = fc.constantFrom(...CLUSTER_NAMES);

/** Whatever DR replication may report, and combinations that no cluster reports. */
const anyUp: fc.Arbitrary<UpCluster> = fc
  .record({
    mode: fc.constantFrom('primary', 'secondary', 'disabled'),
    serving: fc.boolean(),
    state: optional(fc.constantFrom('running', 'stream-wals', 'merkle-diff', 'merkle-sync', 'idle')),
    clusterId: optional(fc.constantFrom('set 1', 'set 2')),
    lastWal: optional(fc.constantFrom(0, 100, 5000)),
    lastRemoteWal: optional(fc.constantFrom(0, 100, 5000)),
    merkleRoot: optional(fc.constantFrom('aa', 'bb')),
    corruptedMerkleTree: fc.boolean(),
    connected: optional(fc.boolean()),
    lastHeartbeat: optional(fc.constantFrom('2025-01-01T09:59:58Z', '2025-01-01T08:00:00Z')),
    secondaryId: optional(cluster),
    knownSecondaries: fc.subarray([...CLUSTER_NAMES]),
  })
  .map(({ mode, ...facts }) => upIn(mode, facts));

const notUp = fc.constantFrom<ClusterObservation>(
  { kind: 'sealed' },
  { kind: 'uninitialised' },
  { kind: 'changing', mode: undefined, detail: 'election' },
  { kind: 'changing', mode: 'primary', detail: 'election' },
  ...(['refused', 'timeout', 'reset', 'name'] as const).map((cause) => ({ kind: 'unreachable', cause }) as const),
  ...(['certificate', 'redirect', 'not-json', 'not-vault'] as const).map(
    (problem) => ({ kind: 'odd', problem }) as const,
  ),
);

/** Any look at a cluster, mostly one that is up. */
export const anyLook = (up: fc.Arbitrary<UpCluster>): fc.Arbitrary<ClusterObservation> =>
  fc.oneof({ weight: 5, arbitrary: up }, notUp);

const anyRun = fc.record(
  {
    demoted: cluster,
    demoteFailed: fc.constant('refused'),
    heard: fc.constantFrom('goes-on', 'stopped'),
    catchUp: fc.constantFrom('proven', 'likely', 'lacking', 'not-proven'),
    promoted: cluster,
    promoteFailed: fc.record({ cluster, detail: fc.constant('refused') }),
    unsettled: fc.subarray([...CLUSTER_NAMES]),
    dnsChange: fc.record({ active: cluster, changeId: fc.constant('change') }),
    insync: fc.constantFrom('confirmed', 'not-confirmed'),
    linked: fc.constantFrom('streaming', 'syncing', 'by-hand'),
    fence: fc.record({
      cluster,
      outcome: fc.constantFrom('confirmed', 'waited-out', 'not-confirmed'),
      detail: fc.constant('why'),
    }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RunFacts>;

const promotion: fc.Arbitrary<Promotion> = fc.record({
  cluster,
  at: fc.constant('2025-01-01T09:00:00Z'),
  lastRemoteWal: optional(fc.constantFrom(0, 100)),
  merkleRoot: optional(fc.constantFrom('aa', 'bb')),
  lastWalBeforeDemote: optional(fc.constant(100)),
  proof: fc.constantFrom('came', 'due', 'none'),
});

export const ENTERPRISE: ReplicationTraits = {
  kind: 'enterprise',
  needsOperationToken: true,
  canFence: false,
  lagUnit: 'WALs',
  proof: 'merkle-root-or-wal',
};
export const POSTGRES: ReplicationTraits = {
  kind: 'postgres',
  needsOperationToken: false,
  canFence: true,
  lagUnit: 'bytes',
  maxLag: 1_000,
  proof: 'lsn',
};

const weight = fc.constantFrom(0, 255, 255, 7);
/** Any world, of any kind of replication and of any token. */
export const anyWorld: fc.Arbitrary<World> = fc.record(
  {
    now: fc.constant(NOW),
    clusters: fc.record({ home: anyLook(anyUp), away: anyLook(anyUp) }),
    records: fc.oneof(
      fc.record({ kind: fc.constant('known' as const), weights: fc.record({ home: weight, away: weight }) }),
      fc.record({ kind: fc.constantFrom('invalid' as const, 'unavailable' as const), detail: fc.constant('why') }),
    ),
    token: fc.oneof(
      fc.record({
        kind: fc.constant('usable' as const),
        expiresAt: fc.constantFrom(NOW + 1, NOW + 59_000, NOW + 179_000, NOW + 1e7),
      }),
      fc.constant({ kind: 'unusable' as const, detail: 'why' }),
      fc.constant({ kind: 'not-needed' as const }),
    ),
    historyKnown: fc.boolean(),
    promotion,
    lease: fc.constantFrom('whole', 'part', 'none'),
    hasWitness: fc.boolean(),
    replication: fc.constantFrom(ENTERPRISE, POSTGRES),
    remainingMs: fc.constantFrom(10_000, 600_000),
    unfinished: optional(fc.record({ operation: fc.constantFrom('switchover', 'failover', 'failback'), to: cluster })),
    run: fc.oneof(fc.constant({}), anyRun),
  },
  { requiredKeys: ['now', 'clusters', 'records', 'token', 'historyKnown', 'unfinished', 'run'] },
);

export const anyRequest: fc.Arbitrary<OperationRequest> = fc
  .record({
    operation: fc.constantFrom('switchover', 'failover', 'failback', 'rejoin', 'dns-switch', 'link'),
    to: cluster,
    accept: fc.oneof(fc.constant([]), fc.subarray([...ACCEPTANCES])),
  })
  .map(({ operation, to, accept }) =>
    request(operation, { accept, ...(!['failback', 'rejoin', 'dns-switch'].includes(operation) && { to }) }),
  );

/** Fewer runs if the tests run once for each mutant. */
export const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 20_000) };
