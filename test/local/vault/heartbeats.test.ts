import type { Timings } from './index';
import { advanceTime, freezeTime, TestWorld, withOpenBao } from './test-world';

const shared = withOpenBao();
let world: TestWorld;

async function start(timings: Partial<Timings>): Promise<void> {
  world = await TestWorld.start(shared.bao, { timings });
}
afterEach(() => world.stop());

interface Peer {
  readonly connection_status: string;
  readonly last_heartbeat: string;
}
const primaryAsSeen = async (): Promise<Peer> => ((await world.status('away'))['primaries'] as Peer[])[0] as Peer;
const secondaryAsSeen = async (): Promise<Peer> => ((await world.status('home'))['secondaries'] as Peer[])[0] as Peer;
const statusOfPrimary = async (): Promise<string> => (await primaryAsSeen()).connection_status;
const statusOfSecondary = async (): Promise<string> => (await secondaryAsSeen()).connection_status;
const LONG = 600_000;
/** The event comes at most this long after the status has changed. */
const CLOCK_MS = 5;

describe('heartbeats of a link', () => {
  it('come at the configured interval and are reported in whole seconds', async () => {
    await start({ heartbeatMs: LONG });
    freezeTime();
    const { last_heartbeat: first } = await primaryAsSeen();
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    advanceTime(1100);
    expect((await primaryAsSeen()).last_heartbeat).toBe(first);
    expect((await secondaryAsSeen()).last_heartbeat).toBe(first);
    world.pair.configure({ timings: { heartbeatMs: 1 } });
    expect(Date.parse((await primaryAsSeen()).last_heartbeat)).toBeGreaterThan(Date.parse(first));
  });

  it('stop when the primary is lost and continue when it is back', async () => {
    await start({ heartbeatMs: 1, primarySilenceNoticeMs: LONG });
    freezeTime();
    await world.pair.home.inject({ kind: 'black-hole' });
    const { last_heartbeat: last } = await primaryAsSeen();
    advanceTime(1100);
    expect((await primaryAsSeen()).last_heartbeat).toBe(last);
    await world.pair.home.restore();
    expect(Date.parse((await primaryAsSeen()).last_heartbeat)).toBeGreaterThan(Date.parse(last));
  });
});

describe('the loss of a primary', () => {
  it.each(['refuse', 'standby-only'] as const)('is noticed at once when connections are refused: %s', async (kind) => {
    await start({ primarySilenceNoticeMs: LONG });
    await world.pair.home.inject({ kind });
    expect(await statusOfPrimary()).toBe('disconnected');
    expect(await world.status('away')).toMatchObject({ connection_state: 'transient_failure', state: 'stream-wals' });
  });

  it('is noticed at once when the primary is sealed', async () => {
    await start({ primarySilenceNoticeMs: LONG });
    world.pair.home.seal();
    expect(await statusOfPrimary()).toBe('disconnected');
  });

  it('is noticed after the configured time when the primary is a black hole, and recorded as an event', async () => {
    await start({ primarySilenceNoticeMs: 300 });
    freezeTime();
    await world.pair.home.inject({ kind: 'black-hole' });
    advanceTime(299);
    expect(await statusOfPrimary()).toBe('connected');
    advanceTime(1);
    expect(await statusOfPrimary()).toBe('disconnected');
    advanceTime(CLOCK_MS);
    expect(world.pair.events.map(({ detail }) => detail)).toContain('stream-wals, disconnected');
  });

  it('is noticed at once when a black hole begins to refuse', async () => {
    await start({ primarySilenceNoticeMs: LONG });
    await world.pair.home.inject({ kind: 'black-hole' });
    expect(await statusOfPrimary()).toBe('connected');
    await world.pair.home.inject({ kind: 'refuse' });
    expect(await statusOfPrimary()).toBe('disconnected');
  });
});

describe('a cut path between the clusters', () => {
  it('is noticed by each side after its own configured time', async () => {
    await start({ primarySilenceNoticeMs: 0, secondarySilenceNoticeMs: LONG });
    world.pair.partition();
    expect([await statusOfPrimary(), await statusOfSecondary()]).toEqual(['disconnected', 'connected']);
    world.pair.configure({ timings: { primarySilenceNoticeMs: LONG, secondarySilenceNoticeMs: 0 } });
    expect([await statusOfPrimary(), await statusOfSecondary()]).toEqual(['connected', 'disconnected']);
    world.pair.heal();
    expect([await statusOfPrimary(), await statusOfSecondary()]).toEqual(['connected', 'connected']);
  });

  it('is noticed at once by both when the path refuses', async () => {
    await start({ primarySilenceNoticeMs: LONG, secondarySilenceNoticeMs: LONG });
    world.pair.partition('refused');
    expect([await statusOfPrimary(), await statusOfSecondary()]).toEqual(['disconnected', 'disconnected']);
    expect((await world.write('home', 'alone')).status).toBe(200);
  });
});
