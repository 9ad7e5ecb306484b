import { Evidence } from '../../../../../functions/dr-operations/evidence';
import type { ParkRecord } from '../../../../../functions/dr-operations/replication/snapshot';
import type { SnapshotContext } from '../../../../../functions/dr-operations/replication/snapshot/context';
import { park } from '../../../../../functions/dr-operations/replication/snapshot/park';
import { Deadline } from '../../../../../functions/shared/clock';
import type { UpCluster } from '../../../../../functions/shared/cluster-observation';
import { AwsError, StepError } from '../../../../../functions/shared/errors';
import type { Demotion, SnapshotFile } from '../../../../../functions/shared/snapshot-store';
import { FakeClock } from '../../../../helpers/fake-clock';
import { NOW, primary, secondary } from '../../worlds';

const KEY = 'kept/home.snap';
const SEALED: Demotion = { clusterId: 'data', index: 50, sha256: 'ab', key: KEY, at: NOW - 60_000 };
const FILE = { key: KEY, clusterId: 'data', sha256: 'ab', index: 50 } as SnapshotFile;
const MISSING = new AwsError('S3', 'HeadObject', new Error('NotFound'), 'Look at the bucket.');

interface Situation {
  readonly demotion?: Demotion;
  readonly file?: SnapshotFile;
  /** What away is, which has the role. */
  readonly away?: UpCluster;
  readonly home?: UpCluster;
  readonly mayAct?: boolean;
}

/** @returns what was done, in this order, and how it ended */
async function parked(situation: Situation): Promise<{ done: string[]; ending: unknown }> {
  const { demotion = SEALED, file, mayAct = true } = situation;
  const { away = primary({ clusterId: 'data' }), home = secondary({ clusterId: 'data' }) } = situation;
  const done: string[] = [];
  const clock = new FakeClock(NOW);
  const replication = { observe: (cluster: string) => Promise.resolve(cluster === 'home' ? home : away) };
  const evidence = new Evidence({ replication, clock, probeTimeoutMs: 1000 });
  await evidence.look('home');
  const store = {
    bucket: 'copies',
    read: () => (file ? Promise.resolve(file) : Promise.reject(MISSING)),
    writeDemotion: (_cluster: string, { parking }: Demotion) => {
      done.push(parking?.endedAt === undefined ? 'begins' : 'ends');
      return Promise.resolve();
    },
  };
  const deadline = Deadline.in(clock, 60_000);
  const context = {
    ...{ evidence, clock, deadline, stores: { home: store, away: store }, looks: { forget: () => undefined } },
    mayAct: () => Promise.resolve(mayAct),
    mayTakeBack: () => Promise.resolve(),
    nodes: {
      park: async (_cluster: string, _deadline: Deadline, record: ParkRecord, isStopped: boolean) => {
        if (!(await record.begins())) return false;
        done.push(isStopped ? 'empties where nothing runs' : 'empties');
        return true;
      },
    },
  } as unknown as SnapshotContext;
  const step = { kind: 'link', cluster: 'home', cause: 'handover', reason: 'a test' } as const;
  const ending = await park(context, step, demotion, deadline).catch((error: unknown) => error);
  return { done, ending };
}

describe('park', () => {
  it('tells the bucket before it empties a server, and when it is over', async () => {
    expect(await parked({ file: FILE })).toEqual({ done: ['begins', 'empties', 'ends'], ending: true });
  });

  it('empties no server on which Vault runs, if it was stopped in place of a seal', async () => {
    const { done } = await parked({ file: FILE, demotion: { ...SEALED, isStopped: true } });
    expect(done).toContain('empties where nothing runs');
  });

  it('goes on with servers that an earlier run has emptied, where Vault may run', async () => {
    const demotion = { ...SEALED, isStopped: true, parking: { at: NOW - 30_000, emptiedAt: NOW - 20_000 } };
    expect((await parked({ file: FILE, demotion })).done).toContain('empties');
  });

  it.each<readonly [string, Situation, string]>([
    ['no last file could be taken', { demotion: { ...SEALED, key: undefined } }, 'No last file of home is kept'],
    ['its last file is gone', {}, 'The last file of home cannot be read'],
    [
      'its last file is of another cluster',
      { file: { ...FILE, clusterId: 'foreign' } },
      'is not the last file of home',
    ],
    ['its last file was replaced', { file: { ...FILE, sha256: 'cd' } }, 'is not the last file of home'],
    [
      'the other cluster is a secondary too',
      { file: FILE, away: secondary() },
      'does not serve the data that home had',
    ],
    [
      'the other cluster has other data',
      { file: FILE, away: primary({ clusterId: 'new' }) },
      'does not serve the data',
    ],
    [
      'the other cluster does not serve yet',
      { file: FILE, away: primary({ clusterId: 'data', serving: false }) },
      'does not serve the data',
    ],
  ])('empties nothing if %s', async (_why, situation, words) => {
    const { done, ending } = await parked(situation);
    expect(ending).toBeInstanceOf(StepError);
    expect(String(ending)).toContain(words);
    expect(done).toEqual([]);
  });

  it.each<readonly [string, Situation]>([
    ['home is a primary again', { file: FILE, home: primary({ clusterId: 'data' }) }],
    ['a fresh look forbids it', { file: FILE, mayAct: false }],
  ])('empties nothing if %s, and says that the situation is another one', async (_why, situation) => {
    expect(await parked(situation)).toEqual({ done: [], ending: false });
  });
});
