import { until } from '../../helpers/until';
import type { FaultScope, OtherNode } from './index';
import { TestWorld, withOpenBao, type Got } from './test-world';

const shared = withOpenBao();
let world: TestWorld;
let token: string;

beforeEach(async () => {
  world = await TestWorld.start(shared.bao);
  token = await world.batchToken();
});
afterEach(() => world.stop());

const health = (cluster: 'home' | 'away' = 'home'): Promise<Got> => world.call(cluster, 'GET', 'sys/health');
const status = (cluster: 'home' | 'away' = 'home'): Promise<Got> =>
  world.call(cluster, 'GET', 'sys/replication/dr/status');
const answerFrom = (node: OtherNode, scope: FaultScope = {}): Promise<unknown> =>
  world.pair.home.inject({ kind: 'other-node', node, ...scope });

describe('another node behind the address', () => {
  it('answers only its health and seal status when it is sealed', async () => {
    await answerFrom('sealed');
    expect(await health()).toMatchObject({ status: 503, body: { initialized: true, sealed: true, standby: true } });
    expect((await health()).body).not.toHaveProperty('cluster_id');
    expect(await status()).toMatchObject({ status: 503, body: { errors: ['Vault is sealed'] } });
    expect((await world.call('home', 'GET', 'sys/seal-status')).body).toMatchObject({ sealed: true });
    expect((await world.dr('home', 'primary/demote', token)).status).toBe(503);
    expect(world.pair.home.writable).toBe(true);
  });

  it('reports that it was never initialised', async () => {
    await answerFrom('uninitialised');
    expect(await health()).toMatchObject({ status: 501, body: { initialized: false, sealed: true } });
    expect((await world.call('home', 'GET', 'sys/init')).body).toEqual({ initialized: false });
    expect((await status()).status).toBe(503);
  });

  it.each([
    ['1.21.4+ent', 474, 474],
    ['1.18.5+ent', 429, 472],
  ])('reports the role but no status when it lost its leader (%s)', async (version, primary, secondary) => {
    world.pair.configure({ behaviour: { version } });
    await answerFrom('no-leader');
    await world.pair.away.inject({ kind: 'other-node', node: 'no-leader' });
    expect(await health()).toMatchObject({ status: primary, body: { replication_dr_mode: 'primary', standby: true } });
    expect(await health('away')).toMatchObject({ status: secondary, body: { replication_dr_mode: 'secondary' } });
    expect(await status()).toMatchObject({
      status: 500,
      body: { errors: ['local node not active but active cluster node not found'] },
    });
  });

  it('still reports the old role of a demoted primary and of a promoted secondary, during the restart and after it', async () => {
    await answerFrom('old-role', { calls: 'reads' });
    await world.pair.away.inject({ kind: 'other-node', node: 'old-role', calls: 'reads' });
    expect(await health()).toMatchObject({ status: 200, body: { standby: false } }); // nothing has changed yet
    await world.dr('home', 'primary/demote', token);
    expect(await health()).toMatchObject({ status: 429, body: { replication_dr_mode: 'primary', standby: true } });
    await until(async () => (await world.dr('away', 'secondary/promote', token)).status === 200);
    await until(() => world.pair.away.writable && world.pair.home.mode === 'secondary');
    expect((await status()).body.data).toMatchObject({ mode: 'primary', state: 'running' });
    expect((await health('away')).status).toBe(472);
    expect((await status('away')).body.data).toMatchObject({ mode: 'secondary', state: 'stream-wals' });
    expect((await world.write('away', 'new')).status).toBe(200);
  });
});

describe('the calls that another node answers', () => {
  const statuses = async (calls: number): Promise<number[]> => {
    const seen = [];
    for (let call = 0; call < calls; call += 1) seen.push((await health()).status);
    return seen;
  };

  it('can be chosen by first call, number of calls and interval', async () => {
    await answerFrom('sealed', { onCall: 2, times: 4, every: 2 });
    expect(await statuses(8)).toEqual([200, 503, 200, 503, 200, 200, 200, 200]);
  });

  it('can be a random share', async () => {
    await answerFrom('sealed', { share: 0.5 });
    const sealed = (await statuses(100)).filter((code) => code === 503).length;
    expect(sealed).toBeGreaterThan(20);
    expect(sealed).toBeLessThan(80);
  });

  it('can be the calls of every other connection', async () => {
    await answerFrom('sealed', { per: 'connection', onCall: 2, every: 2 });
    expect(await statuses(4)).toEqual([200, 200, 200, 200]); // one kept connection, the first one
    const fresh = async (): Promise<number> => (await world.call('home', 'GET', 'sys/health', { fresh: true })).status;
    expect([await fresh(), await fresh(), await fresh()]).toEqual([503, 200, 503]);
  });

  it('can be the calls of one path only', async () => {
    await answerFrom('no-leader', { path: 'sys/health' });
    expect((await health()).status).toBe(474);
    expect((await status()).body.data).toMatchObject({ mode: 'primary' });
  });
});
