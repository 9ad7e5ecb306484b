import { statusOf } from '../../../functions/dr-operations/result';
import type { Promotion, World } from '../../../functions/dr-operations/world';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { demoted, NOW, primary, secondary, world } from './worlds';

/** Kinds of the problems that `status` reports. */
const problems = (more: Partial<World>): string[] => statusOf(world(more)).problems.map(({ kind }) => kind);

describe('statusOf', () => {
  it('calls a pair healthy that has no problem', () => {
    expect(statusOf(world())).toMatchObject({ healthy: true, problems: [] });
  });

  it('calls a pair healthy that needs no token', () => {
    expect(statusOf(world({ token: { kind: 'not-needed' } }))).toMatchObject({ healthy: true, problems: [] });
  });

  it('does not call a pair healthy whose token ends in 4 minutes', () => {
    const token = { kind: 'usable', expiresAt: NOW + 4 * 60_000 } as const;
    expect(statusOf(world({ token })).healthy).toBe(false);
    expect(problems({ token })).toEqual(['token-ends-soon']);
  });

  it('reports a rotation that has stopped, long before the token ends', () => {
    const issuedAt = NOW - 5 * 3_600_000;
    const token = { kind: 'usable', issuedAt, expiresAt: NOW + 3 * 3_600_000, rotationMinutes: 180 } as const;
    expect(problems({ token })).toEqual(['rotation-stopped']);
  });
});

describe('what a failover would lose now', () => {
  const gone = { kind: 'unreachable', cause: 'timeout' } as const;
  const lossIn = (home: ClusterObservation, away: ClusterObservation): unknown =>
    statusOf(world({ clusters: { home, away } })).possibleLoss;

  it('is in the status of a healthy pair', () => {
    expect(lossIn(primary({ lastWal: 125 }), secondary())).toEqual({ kind: 'counted', wals: 5, isUpperBound: false });
  });

  it('is in the status of a pair whose primary is lost', () => {
    expect(lossIn(gone, secondary())).toMatchObject({ kind: 'since', seconds: 2 });
  });

  it('is of the cluster that would be promoted, whichever that is', () => {
    expect(lossIn(secondary({ lastRemoteWal: 80 }), primary())).toMatchObject({ kind: 'counted', wals: 40 });
  });

  it.each([
    ['no secondary is seen', primary(), gone],
    ['both are primary', primary(), primary()],
    ['both are secondaries, and either could be promoted', secondary(), demoted()],
    ['the other one is between two roles', primary(), { kind: 'changing', mode: 'secondary', detail: '' } as const],
  ])('is absent if %s', (_when, home, away) => {
    expect(lossIn(home, away)).toBeUndefined();
  });
});

describe('how the pair replicates', () => {
  it('is in the status as data, without what only the engine needs', () => {
    const replication = {
      kind: 'snapshot',
      needsOperationToken: false,
      canFence: false,
      lagUnit: 'raft entries',
      maxLag: Number.MAX_SAFE_INTEGER,
      proof: 'raft-index',
    } as const;
    const reported = { kind: 'snapshot', proof: 'raft-index', lagUnit: 'raft entries', canFence: false };
    expect(statusOf(world({ replication })).replication).toEqual(reported);
  });
});

describe('a pair of snapshots', () => {
  it('says that servers of the primary did not begin anew after its restore, until they have', () => {
    const clusters = { home: secondary(), away: primary() };
    const records = { kind: 'known', weights: { home: 0, away: 255 } } as const;
    const promotion = { cluster: 'away', at: '2025-01-01T09:00:00Z', proof: 'none' } as const;
    const kindsOf = (more: Partial<Promotion>): string[] =>
      problems({ clusters, records, promotion: { ...promotion, ...more } });
    expect(kindsOf({ isUnfinished: true })).toEqual(['servers-not-restarted']);
    expect(kindsOf({ isUnfinished: true, cluster: 'home' })).toEqual([]);
    expect(kindsOf({})).toEqual([]);
  });
});

describe('a pair on PostgreSQL', () => {
  it('says that the lock of a cluster cannot be freed, before a failover has to wait for it', () => {
    const clusters = { home: primary({ hasNoLocks: true }), away: secondary() };
    expect(problems({ clusters })).toEqual(['lock-table']);
  });
});

describe('a pair without a link', () => {
  const promoted = { records: { kind: 'known', weights: { home: 0, away: 255 } } } as const;

  it('is told to upgrade the older cluster, and not to rejoin', () => {
    const clusters = { home: demoted({ version: '1.20.9+ent' }), away: primary({ knownSecondaries: [] }) };
    expect(problems({ ...promoted, clusters })).toEqual(['follower-older', 'versions-differ']);
  });

  it('is not called broken if a cluster does not report its replication', () => {
    const clusters = { home: primary(), away: secondary({ state: undefined, isStatusUnseen: true }) };
    expect(problems({ clusters })).toEqual(['link-unseen']);
  });

  it('is told to rejoin if nothing else speaks against it', () => {
    const clusters = { home: demoted(), away: primary({ knownSecondaries: [] }) };
    expect(problems({ ...promoted, clusters })).toEqual(['not-following']);
  });
});
