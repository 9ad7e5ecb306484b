import type { BaoCluster } from '../../local/community/bao-cluster';
import { afterDeath, Mortal } from '../../local/community/mortal';
import { SnapshotPair } from '../../local/community/snapshot-pair';

jest.setTimeout(240_000);

/** `make crash` kills at every call, on clusters of one node. This needs several. */
describe('a switchover of a cluster of three nodes that is killed when only one of them is left', () => {
  let pair: SnapshotPair<BaoCluster>;
  beforeAll(async () => (pair = await SnapshotPair.withThreeNodes()));
  afterAll(() => pair.stop());

  it('lets all nodes serve and begins anew when it is run again', async () => {
    const { home, away } = pair.nodes;
    const token = pair.rootToken;
    await home.must('POST', 'sys/mounts/written', { token, body: { type: 'kv' } });
    await home.must('POST', 'written/one', { token, body: { key: 'one' } });
    await pair.pull();
    const killed = new Mortal((call) => (call.startsWith('servers.stopStandbys') ? { when: 'after' } : undefined));
    const end = await killed.runUntilDeath((wrap) => pair.run('switchover', { to: 'away' }, undefined, wrap));
    expect(end).toBe('killed');
    await afterDeath(pair);
    // The lease of a dead run lasts longer than that.
    await home.until('its last node has stepped down', ({ status }) => status !== 200);

    const result = await pair.run('switchover', { to: 'away' });
    expect(result).toMatchObject({ outcome: 'done' });
    const kinds = result.steps.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['unfence', 'demote', 'promote', 'link']));
    expect((await away.call('GET', 'written/one', { token })).status).toBe(200);
    expect(await pair.roles()).toBe('secondary primary');
  });
});
