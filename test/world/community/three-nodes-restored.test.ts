import type { BaoCluster } from '../../local/community/bao-cluster';
import { afterDeath, Mortal } from '../../local/community/mortal';
import { SnapshotPair } from '../../local/community/snapshot-pair';

jest.setTimeout(300_000);

describe('a failover to a cluster of three nodes that is killed right after the restore', () => {
  let pair: SnapshotPair<BaoCluster>;
  beforeAll(async () => (pair = await SnapshotPair.withThreeNodes()));
  afterAll(() => pair.stop());

  it('restarts the standbys when it is run again, so that each of them has the data', async () => {
    const { home, away } = pair.nodes;
    const token = pair.rootToken;
    await home.must('POST', 'sys/mounts/written', { token, body: { type: 'kv' } });
    await home.must('POST', 'written/one', { token, body: { key: 'one' } });
    await pair.pull();
    await home.kill();
    const killed = new Mortal((call) => (call.startsWith('servers.restart') ? { when: 'before' } : undefined));
    const end = await killed.runUntilDeath((wrap) => pair.run('failover', { to: 'away' }, undefined, wrap));
    expect(end).toBe('killed');
    await afterDeath(pair);

    const result = await pair.run('failover', { to: 'away' });
    expect(result).toMatchObject({ outcome: 'done' });
    const standbys = await away.standbys();
    for (const node of away.nodes) if (!standbys.includes(node)) await node.kill();
    await away.until('another one is active', ({ status }) => status === 200);
    expect((await away.call('GET', 'written/one', { token })).status).toBe(200);
    await away.must('POST', 'written/two', { token, body: { key: 'two' } });
  });
});
