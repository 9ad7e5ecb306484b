import { parkCluster, type ParkOptions } from '../../../functions/community-operations/park';
import { Deadline } from '../../../functions/shared/clock';
import { Secret } from '../../../functions/shared/secret';
import type { SnapshotFile, SnapshotStore } from '../../../functions/shared/snapshot-store';
import { snapshotBytes } from '../../simulation/snapshot/snapshot-bytes';

const clock = { now: () => 0, wait: () => Promise.resolve() };
const FILE: SnapshotFile = {
  key: 'parked/cluster.snap',
  takenAt: 0,
  index: 35,
  term: 3,
  bytes: 1_000,
  sha256: 'ab'.repeat(32),
  clusterId: 'parked',
  version: '2.7.2',
  seal: 'awskms',
};

const NONE = Buffer.from('no snapshot');
/** A whole snapshot, of which nobody knows who put it there. */
const OTHER = snapshotBytes({ store: 1, index: 36, term: 3, key: 'awskms' });

/** What was done to the servers until it failed. */
async function attempt(file: SnapshotFile | undefined, seal: { type: string; version: string }, content: Buffer) {
  const done: string[] = [];
  const note = (what: string) => () => {
    done.push(what);
    // Without a server, nothing follows.
    return Promise.resolve([]);
  };
  const store = {
    bucket: 'copies',
    readParked: () => Promise.resolve(file),
    open: () => Promise.resolve([content]),
  } as unknown as SnapshotStore;
  const read = (path: string) =>
    Promise.resolve(path === 'sys/seal-status' ? { status: 200, body: seal } : { status: 503, body: {} });
  const options = {
    servers: { wipe: note('wipe'), start: note('start'), restartOne: note('restart') },
    vault: { home: { read, address: 'https://home' }, away: { read, address: 'https://away' } },
    login: () => Promise.resolve(new Secret('only-a-test')),
    stores: { home: store, away: store },
    mount: 'dr',
    clock,
  } as unknown as ParkOptions;
  const begins = async (): Promise<void> => void (await note('begins')());
  const call = { deadline: Deadline.in(clock, 60_000), begins, made: () => Promise.resolve(), isStopped: false };
  const failure = await parkCluster(options, 'home', call).catch(String);
  return { failure, done };
}

describe('parkCluster deletes nothing, and does not say that it begins', () => {
  const own = { type: 'awskms', version: '2.7.2' };

  it.each([
    ['no bucket has a file of a parked cluster', undefined, own, 'Park home by hand this time', NONE],
    ['the file was made with another seal', FILE, { ...own, type: 'shamir' }, 'has the seal shamir', NONE],
    ['the file was made by a newer version', FILE, { ...own, version: '2.6.0' }, 'Upgrade home, then run rejoin', NONE],
    ['the file is no snapshot', FILE, own, 'The snapshot file is corrupt', NONE],
    ['the file is not the one that was put there', FILE, own, 'is not the file that was verified', OTHER],
  ])('if %s', async (_what, file, seal, words, content) => {
    const { failure, done } = await attempt(file, seal, content);
    expect(failure).toContain(words);
    expect(done).toEqual([]);
  });
});
