import type { BaoCluster } from '../../local/community/bao-cluster';
import { SnapshotPair } from '../../local/community/snapshot-pair';

jest.setTimeout(240_000);

/** One story: each test goes on where the last one ended, because six nodes take a while to start. */
describe('a pair of OpenBao clusters of three nodes each', () => {
  let pair: SnapshotPair<BaoCluster>;
  beforeAll(async () => (pair = await SnapshotPair.withThreeNodes()));
  afterAll(() => pair.stop());

  const write = (name: 'home' | 'away', key: string): Promise<unknown> =>
    pair.nodes[name].must('POST', `written/${key}`, { token: pair.rootToken, body: { key } });
  const status = async (name: 'home' | 'away', key: string): Promise<number> =>
    (await pair.nodes[name].call('GET', `written/${key}`, { token: pair.rootToken })).status;

  it('switches over, proves that nothing was lost, and parks all nodes of home', async () => {
    await pair.nodes.home.must('POST', 'sys/mounts/written', { token: pair.rootToken, body: { type: 'kv' } });
    await pair.pull();
    await write('home', 'one');
    const result = await pair.run('switchover', { to: 'away' });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(JSON.stringify(result.steps)).toContain('the last file has every write');
    expect(await status('away', 'one')).toBe(200);
    await pair.nodes.home.untilJoined(pair.parkedToken);
    expect(await pair.pull('home')).toMatchObject({ parkedFile: 'taken' });
    expect(await pair.roles()).toBe('secondary primary');
  });

  it('fails over when all nodes of away are lost, and every node of home has the data', async () => {
    await write('away', 'two');
    await pair.pull('home');
    await pair.nodes.away.kill();
    const result = await pair.run('failover', { to: 'home' });
    expect(result).toMatchObject({ outcome: 'done' });
    await pair.nodes.home.untilJoined(pair.rootToken);
    expect(await status('home', 'two')).toBe(200);
    const [standby] = await pair.nodes.home.standbys();
    const through = await standby?.call('GET', 'written/two', { token: pair.rootToken });
    expect(through?.status).toBe(200);
  });

  it('parks the old primary that serves again, and all its nodes join', async () => {
    await pair.nodes.away.start();
    await pair.nodes.away.until('it is active', ({ status }) => status === 200);
    await write('away', 'beyond');
    const result = await pair.run('rejoin', { to: 'home', accept: ['loss'] });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(JSON.stringify(result.steps)).toMatch(/it had up to \d+ raft entries beyond the snapshot/);
    await pair.nodes.away.untilJoined(pair.parkedToken);
    expect(await status('away', 'beyond')).toBe(403);
    await pair.pull('away');
    expect(await pair.roles()).toBe('primary secondary');
  });
});
