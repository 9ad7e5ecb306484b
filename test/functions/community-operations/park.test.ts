import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { parkCluster, type ParkOptions } from '../../../functions/community-operations/park';
import type { ParkRecord } from '../../../functions/dr-operations/replication/snapshot';
import { Deadline } from '../../../functions/shared/clock';
import { Secret } from '../../../functions/shared/secret';
import type { SnapshotFile, SnapshotStore } from '../../../functions/shared/snapshot-store';
import { FakeClock } from '../../helpers/fake-clock';
import { snapshotBytes } from '../../simulation/snapshot/snapshot-bytes';

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
const SNAPSHOT = snapshotBytes({ store: 1, index: 35, term: 3, key: 'key' });
const WHOLE: SnapshotFile = { ...FILE, sha256: createHash('sha256').update(SNAPSHOT).digest('hex') };

/** What was written down and done to the servers until it ended. */
async function attempt(file: SnapshotFile | undefined, seal: { type: string; version: string }, isAllowed = true) {
  const clock = new FakeClock();
  const done: string[] = [];
  const note = (what: string) => () => {
    done.push(what);
    return Promise.resolve(['i-1']);
  };
  const store = {
    bucket: 'copies',
    readParked: () => Promise.resolve(file),
    open: () => Promise.resolve(Readable.from(file === WHOLE ? SNAPSHOT : [Buffer.from('no snapshot')])),
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
  const record: ParkRecord = {
    begins: () => note('write down that it begins')().then(() => isAllowed),
    emptied: () => note('write down that it is empty')().then(() => undefined),
    made: () => Promise.resolve(),
    mayGoOn: () => Promise.resolve(),
  };
  const outcome = await parkCluster(options, 'home', Deadline.in(clock, 60_000), record, false).catch(String);
  return { outcome, done };
}

describe('parkCluster deletes nothing and writes nothing down', () => {
  const own = { type: 'awskms', version: '2.7.2' };

  it.each([
    ['no bucket has a file of a parked cluster', undefined, own, 'Park home by hand this time'],
    ['the file was made with another seal', FILE, { ...own, type: 'shamir' }, 'has the seal shamir'],
    ['the file was made by a newer version', FILE, { ...own, version: '2.6.0' }, 'Upgrade home, then run rejoin'],
    ['the file is no snapshot', FILE, own, 'The snapshot file is corrupt'],
  ])('if %s', async (_what, file, seal, words) => {
    const { outcome, done } = await attempt(file, seal);
    expect(outcome).toContain(words);
    expect(done).toEqual([]);
  });
});

describe('parkCluster', () => {
  const own = { type: 'awskms', version: '2.7.2' };

  it('writes down that it begins right before it deletes, and that all is deleted before Vault starts', async () => {
    const { done } = await attempt(WHOLE, own);
    expect(done).toEqual(['write down that it begins', 'wipe', 'write down that it is empty', 'start']);
  });

  it('deletes nothing if a last look does not allow it', async () => {
    const { outcome, done } = await attempt(WHOLE, own, false);
    expect(outcome).toBe(false);
    expect(done).toEqual(['write down that it begins']);
  });
});
