import { ageMetrics, failureMetrics } from '../../../functions/snapshot-puller/measure';
import { compatibility, pull, type PullOptions } from '../../../functions/snapshot-puller/pull';
import { Deadline } from '../../../functions/shared/clock';
import { VaultResponseError } from '../../../functions/shared/errors';
import { Secret } from '../../../functions/shared/secret';
import type { LastPromotion, SnapshotFile, SnapshotStore } from '../../../functions/shared/snapshot-store';
import type { JsonAnswer } from '../../../functions/shared/vault-client';
import { snapshotBytes } from '../../simulation/snapshot/snapshot-bytes';

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
  clusterId: string;
  readonly clock?: number;
  health?: number;
  readonly isParked?: boolean;
  readonly hasMounts?: boolean;
  readonly namespaces?: readonly string[];
  /** Raft index of what it gives as its snapshot. */
  readonly index?: number;
  /** What happens while it gives its snapshot. */
  readonly meanwhile?: () => void;
}

const MOUNTS = { 'secret/': { type: 'kv' } };

/** @param calls what was called */
function clusterOf(name: string, cluster: Cluster, calls: string[]) {
  const { clock: seconds = NOW / 1000, index = 31 } = cluster;
  const answers = (): Record<string, JsonAnswer> => ({
    'sys/health': {
      status: cluster.health ?? 200,
      body: { cluster_id: cluster.clusterId, version: '2.7.2', server_time_utc: seconds },
    },
    'sys/seal-status': { status: 200, body: { type: 'awskms' } },
    'sys/leader': { status: 200, body: { raft_committed_index: index } },
  });
  return {
    address: `https://${name}`,
    read: (path: string) => Promise.resolve(answers()[path]),
    call: (_method: string, path: string) => {
      if (path === 'sys/mounts') return Promise.resolve({ data: cluster.hasMounts === true ? MOUNTS : {} });
      if (path === 'sys/namespaces?list=true') {
        return cluster.namespaces ? Promise.resolve({ data: { keys: cluster.namespaces } }) : Promise.reject(NOT_FOUND);
      }
      return cluster.isParked === true ? Promise.resolve({}) : Promise.reject(NOT_FOUND);
    },
    write: (path: string) => Promise.resolve(calls.push(`${name} ${path}`)),
    download: (path: string) => {
      calls.push(`${name} ${path}`);
      cluster.meanwhile?.();
      return Promise.resolve([snapshotBytes({ store: 1, index, term: 3, key: 'awskms' })]);
    },
  } as unknown as PullOptions['vault']['home'];
}

/** What the bucket of a region has. */
interface Kept {
  readonly newest?: SnapshotFile | undefined;
  promotion?: LastPromotion;
}

const storeWith = (kept: Kept, calls: string[] = []): SnapshotStore =>
  ({
    bucket: 'copies',
    checkRegion: () => Promise.resolve(),
    newest: () => Promise.resolve(kept.newest),
    readPromotion: () => Promise.resolve(kept.promotion),
    readParked: () => Promise.resolve(undefined),
    put: (_path: string, file: SnapshotFile) => {
      calls.push('put');
      return Promise.resolve({ ...file, key: 'snapshots/new' });
    },
    putParked: () => Promise.resolve(calls.push('put parked')),
  }) as unknown as SnapshotStore;

const pullOf = (home: Cluster, away: Cluster, newest?: SnapshotFile, calls: string[] = []) =>
  pullInto({ newest }, home, away, calls);

const pullInto = (kept: Kept, home: Cluster, away: Cluster, calls: string[] = []) =>
  pull({
    own: 'away',
    vault: { home: clusterOf('home', home, calls), away: clusterOf('away', away, calls) },
    login: () => Promise.resolve(new Secret('only-a-test')),
    store: storeWith(kept, calls),
    mount: 'dr',
    mostBytes: 10_000,
    clock,
    deadline: Deadline.in(clock, 1_000),
  });

describe('pull', () => {
  it('dates the data of the cluster, and only then takes a file of it', async () => {
    const calls: string[] = [];
    const { newest } = await pullOf({ clusterId: 'data' }, { clusterId: 'own' }, FILE, calls);
    expect(newest).toMatchObject({ index: 31, takenAt: new Date(NOW).toISOString() });
    expect(calls).toEqual(['home dr/canary', 'home sys/storage/raft/snapshot', 'put']);
  });

  it.each([
    ['file with fewer writes than the newest one', { clusterId: 'data', index: 29 }, 'raft index 29, and the newest'],
    ['file of another cluster than the files that are there', { clusterId: 'foreign' }, 'are of data'],
    ['file of a cluster whose clock is off', { clusterId: 'data', clock: NOW / 1000 - 31 }, 'differs by 31 s'],
  ])('keeps no %s', async (_what, home, words) => {
    const calls: string[] = [];
    await expect(pullOf(home, { clusterId: 'own' }, FILE, calls)).rejects.toThrow(words);
    expect(calls).not.toContain('put');
  });

  it('takes a file of a cluster whose clock is a little off', async () => {
    const home = { clusterId: 'data', clock: NOW / 1000 - 30 };
    expect(await pullOf(home, { clusterId: 'own' }, FILE)).toMatchObject({ newest: { index: 31 } });
  });

  it.each([
    ['of the cluster, if that of the Lambda is ahead', NOW / 1000 - 20, NOW - 20_000],
    ['of the Lambda, if that of the cluster is ahead', NOW / 1000 + 20, NOW],
    ['of the Lambda, if they differ by less than their answers tell', NOW / 1000 - 2, NOW],
  ])('dates a file by the clock %s', async (_which, seconds, at) => {
    const { newest } = await pullOf({ clusterId: 'data', clock: seconds }, { clusterId: 'own' }, FILE);
    expect(newest?.takenAt).toBe(new Date(at).toISOString());
  });

  it('keeps a file of the parked cluster of its region', async () => {
    const calls: string[] = [];
    const away = { clusterId: 'own', isParked: true };
    expect(await pullOf({ clusterId: 'data' }, away, FILE, calls)).toMatchObject({ parkedFile: 'taken' });
    expect(calls.at(-1)).toBe('put parked');
  });

  it('keeps no file of a parked cluster that has got data while it gave it', async () => {
    const calls: string[] = [];
    const away = { clusterId: 'own', isParked: true, meanwhile: () => (away.isParked = false) };
    const result = await pullOf({ clusterId: 'data' }, away, FILE, calls);
    expect(calls).toContain('away sys/storage/raft/snapshot');
    expect(calls).not.toContain('put parked');
    expect(result).not.toHaveProperty('parkedFile');
  });

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

  it('takes a first file of the cluster that has taken over, while that of its region is down', async () => {
    const home = { clusterId: 'data', hasMounts: true };
    expect(await pullOf(home, { clusterId: 'own', health: 503 })).toMatchObject({ newest: { index: 31 } });
  });

  it('takes a first file of the cluster that has taken over, if all that it has is in a namespace of OpenBao', async () => {
    const home = { clusterId: 'data', namespaces: ['team/'] };
    expect(await pullOf(home, { clusterId: 'own', health: 503 })).toMatchObject({ newest: { index: 31 } });
  });

  it('keeps no file of a cluster with the marker that has a namespace', async () => {
    const away = { clusterId: 'own', isParked: true, namespaces: ['team/'] };
    expect(await pullOf({ clusterId: 'data' }, away, FILE)).not.toHaveProperty('parkedFile');
  });

  it('takes no first file of a cluster that may be the empty one, while that of its region is down', async () => {
    const calls: string[] = [];
    const taken = pullOf({ clusterId: 'empty' }, { clusterId: 'own', health: 503 }, undefined, calls);
    await expect(taken).rejects.toThrow('home has no secrets engine');
    expect(calls).toEqual([]);
  });

  it('takes no first file of a cluster that is restored while it gives it', async () => {
    const calls: string[] = [];
    const home: Cluster = { clusterId: 'empty', hasMounts: true, meanwhile: () => (home.clusterId = 'data') };
    const taken = pullOf(home, { clusterId: 'own', health: 503 }, undefined, calls);
    await expect(taken).rejects.toMatchObject({ name: 'RestoredMeanwhileError', retryable: true });
    expect(calls).not.toContain('put');
  });

  it('takes no first file of a cluster that gives no answer afterwards', async () => {
    const calls: string[] = [];
    const home: Cluster = { clusterId: 'data', hasMounts: true, meanwhile: () => (home.health = 503) };
    await expect(pullOf(home, { clusterId: 'own', isParked: true }, undefined, calls)).rejects.toThrow('is sealed');
    expect(calls).not.toContain('put');
  });

  it('takes a file of a cluster that gives no answer afterwards, if its id is that of the files', async () => {
    const home: Cluster = { clusterId: 'data', meanwhile: () => (home.health = 503) };
    expect(await pullOf(home, { clusterId: 'own' }, FILE)).toMatchObject({ newest: { index: 31 } });
  });

  it('takes no file of a cluster that was made anew while it gave it', async () => {
    const home: Cluster = { clusterId: 'data', meanwhile: () => (home.clusterId = 'empty') };
    await expect(pullOf(home, { clusterId: 'own' }, FILE)).rejects.toThrow('while its snapshot was taken');
  });

  describe('while the cluster of its region gives no answer', () => {
    const promoted = (cluster: 'home' | 'away'): LastPromotion => ({ cluster, clusterId: 'data', at: NOW - 1_000 });
    const away = { clusterId: 'data', health: 503 };

    it('takes nothing of an old primary if that cluster took over', async () => {
      const calls: string[] = [];
      const taken = pullInto({ newest: FILE, promotion: promoted('away') }, { clusterId: 'data' }, away, calls);
      await expect(taken).rejects.toThrow('away took over from home at 2026-06-01T11:59:59.000Z and gives no answer');
      expect(calls).toEqual([]);
    });

    it('takes a file if that cluster was parked again since it took over, because a file came since', async () => {
      const newest = { ...FILE, takenAt: NOW - 500 };
      const taken = await pullInto({ newest, promotion: promoted('away') }, { clusterId: 'data' }, away);
      expect(taken).toMatchObject({ newest: { index: 31 } });
    });

    it('takes a file if the other cluster has the role again', async () => {
      const taken = await pullInto({ newest: FILE, promotion: promoted('home') }, { clusterId: 'data' }, away);
      expect(taken).toMatchObject({ newest: { index: 31 } });
    });

    it('keeps no file if a cluster gets the role while the file is taken', async () => {
      const calls: string[] = [];
      const kept: Kept = { newest: FILE };
      const home = { clusterId: 'data', meanwhile: () => (kept.promotion = promoted('away')) };
      await expect(pullInto(kept, home, away, calls)).rejects.toThrow('while the snapshot of home was taken');
      expect(calls).not.toContain('put');
    });
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
    expect(await failureMetrics(storeWith({ newest: FILE }), clock)).toEqual({
      SnapshotFailed: 1,
      SnapshotAgeSeconds: 60,
    });
  });
});
