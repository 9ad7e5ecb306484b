import { NOT_MEASURED, type WatchResult } from '../../../functions/watch/contract';
import { DeployedPair } from '../../local/community/deployed-pair';
import { until } from '../../helpers/until';
import { CommunityOperator } from '../../local/community/operator';
import { Writer } from '../../local/community/writer';
import { lookUntilLogged } from '../look';

jest.setTimeout(240_000);

describe('a deployed CommunityVaultDr with two real OpenBao clusters', () => {
  let pair: DeployedPair;
  let operator: CommunityOperator;
  let writer: Writer | undefined;
  beforeAll(async () => {
    pair = await DeployedPair.start();
    operator = new CommunityOperator(pair.operatorPlace);
  });
  afterAll(async () => {
    await writer?.stop();
    operator.stop();
    await pair.stop();
  });

  it('is watched: a failover is possible, what it would lose is known, and no alarm is raised', async () => {
    await pair.invoke('away', 'snapshot-puller');
    const alarms = pair.alarms('away');
    const watch = (): Promise<WatchResult> => pair.invoke<WatchResult>('away', 'community-watch');
    const { result, published } = await lookUntilLogged(alarms, watch);
    expect(result).toMatchObject({
      refusals: {},
      problems: [],
      pair: { FailoverPossible: 1, SwitchoverPossible: 1, LinkDown: 0, FunctionsNotReady: 0 },
      clusters: { home: { Primary: 1 }, away: { Primary: 0 } },
    });
    expect(result.pair.LagSeconds).toBeLessThan(60);
    expect(NOT_MEASURED.snapshot.filter((name) => published.some((datum) => datum.name === name))).toEqual([]);
    await alarms.send(published, 30_000);
    expect(await alarms.inState('ALARM')).toEqual([]);
    expect(await alarms.inState('OK')).toContain('lag-seconds');
  });

  it('copies home by its Lambda, and fails over to the copy by vault-dr when home is lost', async () => {
    const { home, away } = pair.nodes;
    writer = await Writer.start(home, pair.rootToken);
    await writer.more(20);
    const { newest } = await pair.invoke('away', 'snapshot-puller');
    const { takenAt } = newest as { takenAt: string };
    // The first login of a Lambda takes longer than a look at a cluster.
    await until(async () => (await operator.run('status', '--check')).code === 0);
    await writer.more(20);

    await home.kill();
    await writer.stop();
    const { code, stdout } = await operator.run('failover', '--yes', '--reason', 'a test');
    expect(stdout).toContain('failover done');
    expect(code).toBe(0);
    const missing = await writer.missingOn(away);
    expect(missing.filter(({ at }) => at < Date.parse(takenAt))).toEqual([]);
    expect(missing.length).toBeGreaterThan(0);
    expect(await pair.weights()).toEqual({ home: 0, away: 255 });
    const document = 'vault-dr-nodes-dev-community';
    expect(pair.commandsSent).toEqual([
      { cluster: 'home', document, action: 'stop', except: 'none', only: 'none' },
      { cluster: 'away', document, action: 'restart', except: '127.0.0.1', only: 'none' },
    ]);
  });
});
