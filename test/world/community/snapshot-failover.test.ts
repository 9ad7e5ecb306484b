import { KvWriter } from '../../local/community/kv-writer';
import { SnapshotPair } from '../../local/community/snapshot-pair';

jest.setTimeout(120_000);

describe('a pair of OpenBao clusters without replication, whose region is lost', () => {
  let pair: SnapshotPair;
  beforeAll(async () => (pair = await SnapshotPair.start()));
  let writer: KvWriter | undefined;
  afterAll(async () => {
    await writer?.stop();
    await pair.stop();
  });

  it('has every confirmed write that is older than the announced loss, and its tokens', async () => {
    const { home, away } = pair.nodes;
    writer = await KvWriter.start(home, pair.rootToken);
    await writer.more(20);
    const pulled = await pair.pull();
    expect(pulled.newest?.index).toBeGreaterThan(20);
    await writer.more(20);
    expect(await pair.roles()).toBe('primary secondary');
    const { body: before } = await away.call('GET', 'written/1', { token: pair.rootToken });
    expect(before['data']).toBeUndefined();

    await home.kill();
    await writer.stop();
    const result = await pair.run('failover');
    expect(result).toMatchObject({ outcome: 'done' });

    const missing = await writer.missingOn(away);
    const takenAt = Date.parse(pulled.newest?.takenAt ?? '');
    expect(missing.filter(({ at }) => at < takenAt)).toEqual([]);
    expect(missing.length).toBeGreaterThanOrEqual(15);
    expect(JSON.stringify(result)).toContain(pulled.newest?.takenAt);
    expect(await pair.roles()).toBe('gone primary');
    expect(pair.route53.weights).toEqual({ home: 0, away: 255 });
  });
});
