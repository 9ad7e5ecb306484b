import { TestWorld, until, withOpenBao } from './test-world';

const shared = withOpenBao();
let world: TestWorld;
let token: string;

beforeEach(async () => {
  world = await TestWorld.start(shared.bao);
  token = await world.batchToken();
  await until(() => world.pair.away.merkleRoot === world.pair.home.merkleRoot);
});
afterEach(() => world.stop());

const PATIENCE_MS = 300;
/** What became of a call for which somebody has waited for a while. */
const outcome = (cluster: 'home' | 'away', operation: string, body = {}): Promise<number | 'no answer'> =>
  world
    .call(cluster, 'POST', `sys/replication/dr/${operation}`, {
      token,
      body: { dr_operation_token: token, ...body },
      timeoutMs: PATIENCE_MS,
    })
    .then(
      ({ status }) => status,
      () => 'no answer',
    );

describe('a call that hangs', () => {
  it('takes effect at once and is never answered', async () => {
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote' });
    const demotion = outcome('home', 'primary/demote');
    await until(() => !world.pair.home.writable);
    expect(await demotion).toBe('no answer');
    await until(() => world.pair.home.mode === 'secondary');
    const [call] = world.pair.drCalls.filter(({ path }) => path.endsWith('demote'));
    expect(call).toMatchObject({ cluster: 'home', status: undefined });
  });

  it('takes effect later, when nobody waits any more', async () => {
    await world.pair.away.inject({ kind: 'hang', path: 'secondary/promote', effectMs: PATIENCE_MS + 200, times: 1 });
    expect(await outcome('away', 'secondary/promote')).toBe('no answer');
    expect(world.pair.away.mode).toBe('secondary');
    await until(() => world.pair.away.writable);
  });

  it('never takes effect', async () => {
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote', effectMs: Infinity, times: 1 });
    expect(await outcome('home', 'primary/demote')).toBe('no answer');
    expect(world.pair.home.writable).toBe(true);
    expect(world.pair.events.some(({ kind }) => kind === 'accepted')).toBe(false);
    expect(await outcome('home', 'primary/demote')).toBe(200);
  });

  it('is answered in the end where that is wanted, with or without an effect', async () => {
    const stop = await world.pair.home.inject({ kind: 'hang', path: 'secondary-token', answerMs: 100 });
    const startedAt = Date.now();
    expect(await outcome('home', 'primary/secondary-token', { id: 'x' })).toBe(200);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(95);
    await stop();
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote', effectMs: Infinity, answerMs: 50 });
    expect(await outcome('home', 'primary/demote')).toBe(500);
    expect(world.pair.home.writable).toBe(true);
  });

  it('links although update-primary is never answered', async () => {
    await world.switchTo('away', token);
    const { body } = await world.dr('away', 'primary/secondary-token', token, { id: 'home' });
    await world.pair.home.inject({ kind: 'hang', path: 'secondary/update-primary' });
    expect(await outcome('home', 'secondary/update-primary', { token: body.wrap_info?.token })).toBe('no answer');
    await until(() => world.pair.home.state === 'stream-wals');
  });

  it('is forgotten by a reset', async () => {
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote', effectMs: PATIENCE_MS + 100 });
    expect(await outcome('home', 'primary/demote')).toBe('no answer');
    await world.pair.reset();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(world.pair.home.writable).toBe(true);
  });
});

describe('a stalled primary', () => {
  it('answers looks, hangs whatever would write, and keeps its heartbeats', async () => {
    await world.pair.home.inject({ kind: 'stalled' });
    expect((await world.call('home', 'GET', 'sys/health')).status).toBe(200);
    expect(await world.status('home')).toMatchObject({ mode: 'primary', state: 'running' });
    expect(await outcome('home', 'primary/demote')).toBe('no answer');
    expect(await outcome('home', 'primary/secondary-token', { id: 'x' })).toBe('no answer');
    const write = world.call('home', 'POST', 'secret/data/x', {
      token: shared.bao.rootToken,
      body: { data: {} },
      timeoutMs: PATIENCE_MS,
    });
    await expect(write).rejects.toThrow();
    expect(world.pair.home.content.has('secret/data/x')).toBe(false);
    expect((await world.status('away'))['primaries']).toMatchObject([{ connection_status: 'connected' }]);
  });

  it('counts as no writable primary until it is well again', async () => {
    await world.pair.home.inject({ kind: 'stalled' });
    expect(world.pair.home.writable).toBe(false);
    await until(() => world.pair.counters().noWritablePrimaryMs > 20);
    await world.pair.home.restore();
    expect((await world.write('home', 'again')).status).toBe(200);
  });
});
