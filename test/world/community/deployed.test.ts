import { DeployedPair } from '../../local/community/deployed-pair';
import { until } from '../../helpers/until';
import { CommunityOperator } from '../../local/community/operator';
import { Writer } from '../../local/community/writer';

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
    expect(pair.commandsSent).toEqual([
      { cluster: 'away', document: 'vault-dr-nodes-dev-community', action: 'restart', except: '127.0.0.1' },
    ]);
  });
});
