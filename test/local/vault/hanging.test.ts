import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../helpers/until';
import { Taps } from '../tap';
import { advanceTime, freezeTime, TestWorld, withOpenBao } from './test-world';

const shared = withOpenBao();
const taps = new Taps();
let world: TestWorld;
let token: string;

beforeEach(async () => {
  world = await TestWorld.start(shared.bao, { tap: taps.pass });
  token = await world.batchToken();
  await until(() => world.pair.away.merkleRoot === world.pair.home.merkleRoot);
});
afterEach(() => world.stop());

const PATIENCE_MS = 100;
const HANGS = 'no answer' as const;

/** Posts, and gives up PATIENCE_MS after the cluster has received the call. @returns the status of the answer */
async function postBriefly(cluster: 'home' | 'away', path: string, body: object): Promise<number | typeof HANGS> {
  const caller = new AbortController();
  const stop = taps.set(({ moment, call }) => {
    if (moment === 'received' && call.endsWith(path)) void pause(PATIENCE_MS).then(() => caller.abort());
    return Promise.resolve('pass');
  });
  const posted = world.call(cluster, 'POST', path, { token, body, signal: caller.signal });
  const outcome = await posted.then(
    ({ status }) => status,
    (): typeof HANGS => HANGS,
  );
  stop();
  return outcome;
}

const callBriefly = (cluster: 'home' | 'away', operation: string, body = {}): Promise<number | typeof HANGS> =>
  postBriefly(cluster, `sys/replication/dr/${operation}`, { dr_operation_token: token, ...body });

describe('a call that hangs', () => {
  it('takes effect at once and is never answered', async () => {
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote' });
    expect(await callBriefly('home', 'primary/demote')).toBe(HANGS);
    await until(() => world.pair.home.mode === 'secondary');
    const [call] = world.pair.drCalls.filter(({ path }) => path.endsWith('demote'));
    expect(call).toMatchObject({ cluster: 'home', status: undefined });
  });

  it('can take effect after its caller has given up', async () => {
    freezeTime();
    await world.pair.away.inject({ kind: 'hang', path: 'secondary/promote', effectMs: 500, times: 1 });
    expect(await callBriefly('away', 'secondary/promote')).toBe(HANGS);
    expect(world.pair.away.mode).toBe('secondary');
    advanceTime(500);
    await until(() => world.pair.away.mode === 'bootstrapping');
    advanceTime(1000);
    expect(world.pair.away.writable).toBe(true);
  });

  it('can be without effect', async () => {
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote', effectMs: Infinity, times: 1 });
    expect(await callBriefly('home', 'primary/demote')).toBe(HANGS);
    expect(world.pair.home.writable).toBe(true);
    expect(world.pair.events.some(({ kind }) => kind === 'accepted')).toBe(false);
    expect((await world.dr('home', 'primary/demote', token)).status).toBe(200);
  });

  it('can be answered late, with its effect', async () => {
    await world.pair.home.inject({ kind: 'hang', path: 'secondary-token', answerMs: 100 });
    const startedAt = performance.now();
    expect((await world.dr('home', 'primary/secondary-token', token, { id: 'x' })).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(95);
  });

  it('can be answered late, without effect', async () => {
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote', effectMs: Infinity, answerMs: 50 });
    expect((await world.dr('home', 'primary/demote', token)).status).toBe(500);
    expect(world.pair.home.writable).toBe(true);
  });

  it('links although update-primary is never answered', async () => {
    await world.switchTo('away', token);
    const { body } = await world.dr('away', 'primary/secondary-token', token, { id: 'home' });
    await world.pair.home.inject({ kind: 'hang', path: 'secondary/update-primary' });
    expect(await callBriefly('home', 'secondary/update-primary', { token: body.wrap_info?.token })).toBe(HANGS);
    await until(() => world.pair.home.state === 'stream-wals');
  });

  it('is forgotten by a reset', async () => {
    freezeTime();
    await world.pair.home.inject({ kind: 'hang', path: 'primary/demote', effectMs: 500 });
    expect(await callBriefly('home', 'primary/demote')).toBe(HANGS);
    await world.pair.reset();
    advanceTime(500);
    expect((await world.write('home', 'after')).status).toBe(200);
  });
});

describe('a stalled primary', () => {
  it('answers reads, hangs on writes, and sends heartbeats', async () => {
    await world.pair.home.inject({ kind: 'stalled' });
    expect((await world.call('home', 'GET', 'sys/health')).status).toBe(200);
    expect(await world.status('home')).toMatchObject({ mode: 'primary', state: 'running' });
    expect(await callBriefly('home', 'primary/demote')).toBe(HANGS);
    expect(await callBriefly('home', 'primary/secondary-token', { id: 'x' })).toBe(HANGS);
    expect(await postBriefly('home', 'secret/data/x', { data: {} })).toBe(HANGS);
    expect(world.pair.home.content.has('secret/data/x')).toBe(false);
    expect((await world.status('away'))['primaries']).toMatchObject([{ connection_status: 'connected' }]);
  });

  it('counts as no writable primary until the fault ends', async () => {
    await world.pair.home.inject({ kind: 'stalled' });
    expect(world.pair.home.writable).toBe(false);
    await until(() => world.pair.counters().noWritablePrimaryMs > 20);
    await world.pair.home.restore();
    expect((await world.write('home', 'again')).status).toBe(200);
  });
});
