import { ageMetrics, failureMetrics } from '../../../functions/snapshot-puller/measure';
import { compatibility, pull, type PullOptions } from '../../../functions/snapshot-puller/pull';
import { Deadline } from '../../../functions/shared/clock';
import { VaultResponseError } from '../../../functions/shared/errors';
import { Secret } from '../../../functions/shared/secret';
import type { SnapshotFile, SnapshotStore } from '../../../functions/shared/snapshot-store';
import type { JsonAnswer } from '../../../functions/shared/vault-client';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const clock = { now: () => NOW, wait: () => Promise.resolve() };
const FILE: SnapshotFile = {
  key: 'snapshots/2026-06-01T11:59:00.000Z.snap',
  takenAt: NOW - 60_000,
  index: 30,
  term: 3,
  bytes: 1_000,
  sha256: 'ab'.repeat(32),
  clusterId: 'data',
  version: '2.7.2',
  seal: 'awskms',
};

const NOT_FOUND = new VaultResponseError('https://cluster', 'dr/parked', 404, []);

interface Cluster {
  readonly clusterId: string;
  readonly clock?: number;
  readonly health?: number;
  readonly isParked?: boolean;
}

function clusterOf({ clusterId, clock: seconds = NOW / 1000, health = 200, isParked = false }: Cluster) {
  const answers: Record<string, JsonAnswer> = {
    'sys/health': { status: health, body: { cluster_id: clusterId, version: '2.7.2', server_time_utc: seconds } },
    'sys/seal-status': { status: 200, body: { type: 'awskms' } },
    'sys/leader': { status: 200, body: { raft_committed_index: 31 } },
  };
  const writes: string[] = [];
  return {
    writes,
    client: {
      address: 'https://cluster',
      read: (path: string) => Promise.resolve(answers[path]),
      call: () => (isParked ? Promise.resolve({}) : Promise.reject(NOT_FOUND)),
      write: (path: string) => Promise.resolve(writes.push(path)),
    } as unknown as PullOptions['vault']['home'],
  };
}

const storeWith = (newest: SnapshotFile | undefined): SnapshotStore =>
  ({ checkRegion: () => Promise.resolve(), newest: () => Promise.resolve(newest) }) as unknown as SnapshotStore;

const pullOf = (home: Cluster, away: Cluster, newest?: SnapshotFile) =>
  pull({
    own: 'away',
    vault: { home: clusterOf(home).client, away: clusterOf(away).client },
    login: () => Promise.resolve(new Secret('only-a-test')),
    store: storeWith(newest),
    mount: 'dr',
    mostBytes: 1_000,
    clock,
    deadline: Deadline.in(clock, 1_000),
  });

describe('pull', () => {
  it('takes nothing once the cluster of its region has the data', async () => {
    expect(await pullOf({ clusterId: 'data' }, { clusterId: 'data' }, FILE)).toMatchObject({
      skipped: 'already-restored',
    });
  });

  it('takes nothing of a parked cluster', async () => {
    const parked = { clusterId: 'other', isParked: true };
    expect(await pullOf(parked, { clusterId: 'data' }, FILE)).toMatchObject({ skipped: 'source-is-parked' });
  });

  it('takes nothing that would not be the newest file by its time', async () => {
    const future = { ...FILE, key: 'snapshots/2026-06-01T12:00:05.000Z.snap', takenAt: NOW + 5_000 };
    await expect(pullOf({ clusterId: 'data' }, { clusterId: 'parked' }, future)).rejects.toThrow('from a later time');
  });

  it('takes no first file while neither cluster is parked', async () => {
    await expect(pullOf({ clusterId: 'data' }, { clusterId: 'other' })).rejects.toThrow(
      'Neither away nor home is parked',
    );
  });

  it('fails if the source has no active node', async () => {
    await expect(pullOf({ clusterId: 'data', health: 429 }, { clusterId: 'own' }, FILE)).rejects.toThrow(
      'has no active node',
    );
  });

  it('fails if the source is sealed', async () => {
    await expect(pullOf({ clusterId: 'data', health: 503 }, { clusterId: 'own' })).rejects.toThrow('is sealed');
  });
});

describe('compatibility', () => {
  const own = { version: '2.7.2', seal: 'awskms' };

  it('names an older version and another seal', () => {
    expect(compatibility({ version: '2.8.0', seal: 'static' }, own)).toEqual(['target-older', 'other-seal']);
  });

  it('has nothing against a newer version', () => expect(compatibility({ ...own, version: '2.6.0' }, own)).toEqual([]));

  it('has nothing against a cluster that gives no answer', () => expect(compatibility(own, undefined)).toEqual([]));
});

describe('the metrics of a run', () => {
  it('tell how old the newest file is', () => {
    expect(ageMetrics({ source: 'home', notRestorable: ['other-seal'] }, FILE, NOW)).toEqual({
      SnapshotFailed: 0,
      SnapshotAgeSeconds: 60,
      SnapshotBytes: 1_000,
      SnapshotNotRestorable: 1,
    });
  });

  it('tell no age in the region of the primary', () => {
    expect(ageMetrics({ source: 'home', notRestorable: [], skipped: 'source-is-parked' }, FILE, NOW)).toEqual({
      SnapshotFailed: 0,
    });
  });

  it('tell a failure and the age of the last good file', async () => {
    expect(await failureMetrics(storeWith(FILE), clock)).toEqual({ SnapshotFailed: 1, SnapshotAgeSeconds: 60 });
  });
});
