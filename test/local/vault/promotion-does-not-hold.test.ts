import { until } from '../../helpers/until';
import { TestWorld, withOpenBao } from './test-world';

const shared = withOpenBao();
let world: TestWorld;
let token: string;

beforeEach(async () => {
  world = await TestWorld.start(shared.bao);
  token = await world.batchToken();
  await until(() => world.pair.away.merkleRoot === world.pair.home.merkleRoot);
});
afterEach(() => world.stop());

const promote = (): Promise<{ status: number }> => world.dr('away', 'secondary/promote', token);
const settled = (outcome: string): boolean =>
  world.pair.events.some(({ kind, detail }) => kind === 'settled' && detail === outcome);

describe('a promotion that does not hold', () => {
  it('is accepted, and the cluster restarts as a secondary', async () => {
    await world.pair.away.inject({ kind: 'promotion-does-not-hold', times: 1 });
    await world.pair.home.inject({ kind: 'refuse' });
    expect((await promote()).status).toBe(200);
    expect(world.pair.away.mode).toBe('bootstrapping');
    await until(() => settled('promote did not hold'));
    expect(await world.status('away')).toMatchObject({
      mode: 'secondary',
      state: 'stream-wals',
      last_remote_wal: world.pair.home.lastWal,
    });
    expect(world.pair.away.writable).toBe(false);

    expect((await promote()).status).toBe(200); // the fault was for one promotion
    await until(() => world.pair.away.writable);
  });

  it('does not end the replication from a living primary', async () => {
    await world.pair.away.inject({ kind: 'promotion-does-not-hold' });
    await promote();
    await until(() => settled('promote did not hold'));
    await world.write('home', 'after');
    await until(() => world.pair.away.content.has('secret/data/after'));
    expect(world.pair.counters()).toMatchObject({ twoPrimariesMs: 0 });
  });

  it('leaves no primary when the old one was demoted, and is counted by accepted promotions only', async () => {
    await world.pair.away.inject({ kind: 'promotion-does-not-hold', times: 1 });
    await world.pair.away.inject({ kind: 'error', path: 'promote', status: 503, times: 1 });
    await world.dr('home', 'primary/demote', token);
    expect((await promote()).status).toBe(503);
    expect((await promote()).status).toBe(200);
    await until(() => settled('promote did not hold') && world.pair.home.mode === 'secondary');
    expect([world.pair.home.mode, world.pair.away.mode]).toEqual(['secondary', 'secondary']);
    expect((await promote()).status).toBe(200);
    await until(() => world.pair.away.writable);
    expect(world.pair.lostWrites()).toEqual([]);
  });

  it('ends with a reset', async () => {
    await world.pair.away.inject({ kind: 'promotion-does-not-hold' });
    await world.pair.reset();
    expect((await promote()).status).toBe(200);
    await until(() => world.pair.away.writable);
  });
});
