import { DeployedPair } from '../../local/community/deployed-pair';
import { Writer } from '../../local/community/writer';

jest.setTimeout(240_000);

describe('a deployed CommunityVaultDr with two real OpenBao clusters', () => {
  let pair: DeployedPair;
  let writer: Writer | undefined;
  beforeAll(async () => (pair = await DeployedPair.start()));
  afterAll(async () => {
    await writer?.stop();
    await pair.stop();
  });

  it('copies home by its Lambda, and fails over to the copy by its Lambda when home is lost', async () => {
    const { home, away } = pair.nodes;
    writer = await Writer.start(home, pair.rootToken);
    await writer.more(20);
    const { newest } = await pair.invoke('away', 'snapshot-puller');
    const { takenAt } = newest as { takenAt: string };
    expect(await pair.invoke('away', 'community-operations', { operation: 'status' })).toMatchObject({
      clusters: { home: { role: 'primary' }, away: { role: 'secondary' } },
    });
    await writer.more(20);

    await home.kill();
    await writer.stop();
    const result = await pair.invoke('away', 'community-operations', { operation: 'failover', reason: 'a test' });
    expect(result).toMatchObject({ outcome: 'done' });
    const missing = await writer.missingOn(away);
    expect(missing.filter(({ at }) => at < Date.parse(takenAt))).toEqual([]);
    expect(missing.length).toBeGreaterThan(0);
    expect(await pair.weights()).toEqual({ home: 0, away: 255 });
    const document = 'vault-dr-nodes-dev-community';
    expect(pair.commandsSent).toEqual([
      { cluster: 'home', document, action: 'stop', except: 'none' },
      { cluster: 'away', document, action: 'restart', except: '127.0.0.1' },
    ]);
  });
});
