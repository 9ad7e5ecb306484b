import { callsOf, type PlannedCall } from '../../../cli/render/calls';
import type { EnvironmentSettings } from '../../../cli/config';
import { plan } from '../../../functions/dr-operations/plan';
import type { ReplicationTraits } from '../../../functions/dr-operations/replication/traits';
import { reportClusters } from '../../../functions/dr-operations/result';
import type { World } from '../../../functions/dr-operations/world';
import type { Operation } from '../../../functions/dr-operations/contract';
import { EXAMPLE } from '../../../docs/generate/runbook/example';
import { LIMITS, primary, request, secondary, world } from '../../functions/dr-operations/worlds';

const SNAPSHOT: ReplicationTraits = {
  kind: 'snapshot',
  needsOperationToken: false,
  canFence: false,
  lagUnit: 'raft entries',
  maxLag: Number.MAX_SAFE_INTEGER,
  proof: 'raft-index',
};
const POSTGRES: ReplicationTraits = { ...SNAPSHOT, kind: 'postgres', canFence: true, lagUnit: 'bytes', proof: 'lsn' };

const snapshotPair: EnvironmentSettings = {
  ...EXAMPLE,
  replication: 'snapshot',
  home: { ...EXAMPLE.home, snapshotBucket: 'copies-home', nodesTag: 'vault-cluster=home' },
  away: { ...EXAMPLE.away, snapshotBucket: 'copies-away', nodesTag: 'vault-cluster=away' },
};

function callsWithBody(settings: EnvironmentSettings, operation: Operation, more: Partial<World>): PlannedCall[] {
  const seen = world({ token: { kind: 'not-needed' }, ...more });
  const planned = plan(request(operation), seen, LIMITS);
  if (planned.kind !== 'act') throw new Error(`${operation} has no steps: ${JSON.stringify(planned)}`);
  return callsOf(settings, planned, reportClusters(seen)).flatMap((round) => round.flatMap((step) => step.calls));
}
/** The calls of an operation, one line each. */
const calls = (...of: Parameters<typeof callsWithBody>): string[] => callsWithBody(...of).map(line);
const line = ({ service, call, at }: PlannedCall): string => `${service} ${call} ${at}`;
const gone = { kind: 'unreachable', cause: 'timeout' } as const;

describe('the calls of a pair that replicates by snapshots', () => {
  it('take a last file of home, seal home, and restore that file on away', () => {
    const made = calls(snapshotPair, 'switchover', { replication: SNAPSHOT });
    const [home, away] = [snapshotPair.home.address, snapshotPair.away.address];
    const changing = made.filter((each) => !/ GET .*sys\/(health|leader)/.test(each));
    expect(changing.slice(0, 8)).toEqual([
      `Vault POST /v1/dr/canary ${home}`,
      `Vault GET /v1/sys/storage/raft/snapshot ${home}`,
      'S3 PutObject snapshots/ copies-away',
      'Systems Manager SendCommand vault-dr-nodes-prod-eu1 eu-west-1 vault-cluster=home',
      `Vault POST /v1/sys/seal ${home}`,
      'S3 ListObjectsV2 snapshots/ copies-away',
      'S3 GetObject snapshots/<the newest> copies-away',
      `Vault POST /v1/sys/storage/raft/snapshot ${away}`,
    ]);
  });

  // Measured: a server that has restarted is refused by one that still has the raft TLS keys from before the restore.
  it('restart each server of the restored cluster, the active one last', () => {
    const made = callsWithBody(snapshotPair, 'switchover', { replication: SNAPSHOT });
    const restarts = made.filter(({ at, body }) => at.endsWith('away') && body?.['Action'] === 'restart');
    const active = '<host of the active server>';
    expect(restarts).toMatchObject([{ body: { Except: active } }, { body: { Except: 'none', Only: active } }]);
  });

  it('keep the last file of an old primary in its own region', () => {
    const clusters = { home: primary(), away: primary({ knownSecondaries: [] }) };
    const made = calls(snapshotPair, 'rejoin', {
      replication: SNAPSHOT,
      clusters,
      records: { kind: 'known', weights: { home: 0, away: 255 } },
      promotion: { cluster: 'away', at: '2025-01-01T09:00:00Z', proof: 'came', lastRemoteWal: 120 },
    });
    expect(made).toContain('S3 PutObject kept/ copies-home');
  });
});

describe.each([
  ['snapshots', snapshotPair, SNAPSHOT],
  ['PostgreSQL', { ...EXAMPLE, replication: 'postgres' } as const, POSTGRES],
])('no call of a pair that replicates by %s', (_how, settings, replication) => {
  it.each([
    ['switchover', {}],
    ['failover', { clusters: { home: gone, away: secondary() } }],
  ] as const)('is one of Vault Enterprise in a %s', (operation, more) => {
    expect(calls(settings, operation, { replication, ...more }).join('\n')).not.toMatch(/replication\/dr|token/);
  });
});
