import { until } from '../../helpers/until';
import { TestWorld, withOpenBao } from './test-world';

const shared = withOpenBao();
let world: TestWorld;

async function start(version: string): Promise<void> {
  world = await TestWorld.start(shared.bao, { behaviour: { version } });
}
afterEach(() => world.stop());

const health = async (cluster: 'home' | 'away'): Promise<Record<string, unknown>> =>
  (await world.call(cluster, 'GET', 'sys/health')).body;
const keys = (fields: object): string[] => Object.keys(fields).sort();
const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

// Samples: sys/health and replication-dr of HashiCorp's API pages, and hashicorp/vault#5565.
describe('the fields of each version', () => {
  it.each([
    ['1.9.0+prem', ['license']],
    ['1.5.4+prem.hsm', []],
  ])('include last_wal in the health of a DR secondary of %s', async (version, more) => {
    await start(version);
    const expected = [
      'cluster_id',
      'cluster_name',
      'initialized',
      'last_wal',
      ...more,
      'performance_standby',
      'replication_dr_mode',
      'replication_performance_mode',
      'sealed',
      'server_time_utc',
      'standby',
      'version',
    ];
    const away = await health('away');
    expect(keys(away)).toEqual(expected);
    expect(keys(await health('home'))).toEqual(expected);
    expect(away).toMatchObject({ replication_dr_mode: 'secondary', standby: false, version });
    expect(away['last_wal']).toBe(world.pair.away.lastRemoteWal);
  });

  it('give the server time in whole seconds', async () => {
    await start('1.21.4+ent');
    const { server_time_utc: time } = await health('away');
    expect(Number.isInteger(time)).toBe(true);
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5);
  });

  it('include the newest fields in the health of a recent version', async () => {
    await start('1.21.4+ent');
    expect(await health('away')).toMatchObject({
      enterprise: true,
      echo_duration_ms: 0,
      license: { state: 'autoloaded', terminated: false },
      removed_from_cluster: false,
    });
  });

  it('include the state but no peers on a primary of 1.2', async () => {
    await start('1.2.0+prem');
    expect(keys(await world.status('home'))).toEqual([
      'cluster_id',
      'known_secondaries',
      'last_reindex_epoch',
      'last_wal',
      'merkle_root',
      'mode',
      'primary_cluster_addr',
      'state',
    ]);
    expect(await world.status('home')).toMatchObject({ state: 'running' });
    expect(await world.status('away')).not.toHaveProperty('primaries');
  });

  it('include no state on a primary of 0.11', async () => {
    await start('0.11.3+ent');
    expect(await world.status('home')).not.toHaveProperty('state');
    expect(await world.status('away')).toMatchObject({ state: 'stream-wals' });
  });

  it('include the peers on both sides from 1.5 on, with heartbeats in whole seconds', async () => {
    await start('1.5.4+ent');
    await until(async () => (await world.status('away'))['state'] === 'stream-wals');
    const [secondary] = (await world.status('home'))['secondaries'] as Record<string, string>[];
    const [primary] = (await world.status('away'))['primaries'] as Record<string, string>[];
    const fields = ['api_address', 'cluster_address', 'connection_status', 'last_heartbeat'];
    expect(keys(primary ?? {})).toEqual(fields);
    expect(keys(secondary ?? {})).toEqual([...fields, 'node_id']);
    for (const peer of [primary, secondary]) {
      expect(peer).toMatchObject({ connection_status: 'connected' });
      expect(peer?.['last_heartbeat']).toMatch(WHOLE_SECONDS);
    }
  });
});
