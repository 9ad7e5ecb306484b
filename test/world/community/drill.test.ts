import type { ClusterNodes } from '../../../functions/dr-operations/replication/snapshot';
import type { OperationResult } from '../../../functions/dr-operations/result';
import { TABLE_KEYS, type DrillRecord } from '../../../functions/dr-operations/contract';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { until } from '../../helpers/until';
import { SnapshotPair } from '../../local/community/snapshot-pair';
import { TEST_MS } from '../limits';

jest.setTimeout(TEST_MS);
// Each test goes on where the last one ended.
jest.retryTimes(0);

describe('a drill of two real OpenBao clusters that copy snapshots', () => {
  let pair: SnapshotPair;
  beforeAll(async () => {
    pair = await SnapshotPair.start();
    // Away gets its first file, and the bucket the file of a parked cluster.
    await pair.pull('away');
    await homeServes();
  });
  afterAll(() => pair.stop());

  /** On a busy machine a look may be late. */
  const homeServes = (): Promise<void> => until(async () => (await pair.roles()) === 'primary secondary');

  const drills = (): DrillRecord[] =>
    [...pair.tables.home.items.values()].flatMap(({ pk, drill }) =>
      pk?.S === TABLE_KEYS.drill ? [JSON.parse(drill?.S ?? '') as DrillRecord] : [],
    );

  it('is refused where a person parks the old primary, and changes nothing', async () => {
    const byHand: ClusterNodes = {
      restart: (...call) => pair.servers.restart(...call),
      stopStandbys: (...call) => pair.servers.stopStandbys(...call),
      stopAll: (...call) => pair.servers.stopAll(...call),
    };
    const begun = pair.call({ operation: 'drill-begin', drillId: 'one' }, byHand);
    await expect(begun).rejects.toThrow('could not switch back');
    await homeServes();
    expect((await pair.status()).replication).toMatchObject({ linksAgain: true });
  });

  it('switches over and back by the system alone, and is in the journal with what was measured', async () => {
    const begun = await pair.call({ operation: 'drill-begin', drillId: 'two' });
    expect(begun).toMatchObject({ there: 'away', back: 'home' });
    const leg = async (to: ClusterName): Promise<OperationResult> => {
      const result = await pair.call({ operation: 'switchover', to, reason: 'scheduled drill', actor: 'drill two' });
      expect(result).toMatchObject({ outcome: 'done' });
      // The schedule takes the first file of the cluster that serves now.
      await pair.pull(otherCluster(to));
      expect(await pair.call({ operation: 'drill-check', primary: to })).toEqual({ primary: to });
      return result as OperationResult;
    };
    const [first, second] = [await leg('away'), await leg('home')];
    const state = { ...begun, first, second };
    expect(await pair.call({ operation: 'drill-end', drillId: 'two', state })).toMatchObject({
      verdict: 'met',
      primary: 'home',
    });
    expect(drills()).toMatchObject([
      {
        drillId: 'two',
        verdict: 'met',
        measuredBy: 'schedule',
        legs: [
          { to: 'away', outcome: 'done', switchMs: expect.any(Number) as number },
          { to: 'home', outcome: 'done', switchMs: expect.any(Number) as number },
        ],
      },
    ]);
  });

  it('does not begin while what begins by itself is paused', async () => {
    await pair.call({ operation: 'pause', reason: 'a test' });
    await expect(pair.call({ operation: 'drill-begin', drillId: 'three' })).rejects.toThrow('paused');
    await pair.call({ operation: 'resume' });
    await homeServes();
  });
});
