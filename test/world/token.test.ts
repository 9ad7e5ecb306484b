import { until } from '../helpers/until';
import { succeeded } from '../local/invocation';
import type { Passage } from '../local/tap';
import type { ClusterName } from '../local/vault';
import { TEST_MS } from './limits';
import { operate, refusalOf, statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

/** The schedule is enabled in this file: the last test waits for the next full minute. */
const shared = shareWorld({ schedule: true });

/** Number of rotations in home by this file; the first one is the set-up. */
let ownRotations = 1; // each writes two secrets

async function rotate(region: ClusterName): Promise<void> {
  if (region === 'home') ownRotations += 1;
  succeeded(await shared.current.invoke(region, 'dr-operation-token-gen'));
}

const tokenOf = async (region: ClusterName): Promise<{ token: string; issuedAt: string; expiresAt: string }> =>
  JSON.parse(await shared.current.regions[region].secret()) as { token: string; issuedAt: string; expiresAt: string };

/** Lets the token in a secret expire. */
async function expire(region: ClusterName): Promise<void> {
  const value = await tokenOf(region);
  const expiresAt = new Date(Date.now() - 1000).toISOString();
  await shared.current.regions[region].putSecret(JSON.stringify({ ...value, expiresAt }));
}

describe('a rotation', () => {
  it('during an operation does not disturb it', async () => {
    const { current: world } = shared;
    const before = await tokenOf('away');
    const hasRead = ({ moment, call }: Passage): boolean => moment === 'done' && call.includes('GetSecretValue');
    const stop = world.tap(async (passage) => {
      if (!hasRead(passage)) return 'pass';
      stop();
      await rotate('away');
      return 'pass';
    });
    expect(await operate(world, 'away', { operation: 'switchover' })).toMatchObject({ outcome: 'done', left: [] });
    expect((await tokenOf('away')).token).not.toBe(before.token);
  });

  it('that runs twice at once leaves a valid token', async () => {
    const { current: world } = shared;
    const both = await Promise.allSettled([
      world.invoke('away', 'dr-operation-token-gen'),
      world.invoke('away', 'dr-operation-token-gen'),
    ]);
    const done = both.filter((each) => each.status === 'fulfilled' && !each.value.error);
    expect(done.length).toBeGreaterThan(0);
    expect(await operate(world, 'away', { operation: 'switchover' })).toMatchObject({ outcome: 'done', left: [] });
  });

  it.each([300_000, -300_000])('with a clock that is %i ms ahead gives a valid token', async (aheadMs) => {
    const { current: world } = shared;
    world.setClock('away', aheadMs);
    await rotate('away');
    const issuedAheadMs = Date.parse((await tokenOf('away')).issuedAt) - Date.now();
    expect(Math.sign(issuedAheadMs)).toBe(Math.sign(aheadMs));
    world.setClock('away', 0);
    expect(await operate(world, 'away', { operation: 'switchover' })).toMatchObject({ outcome: 'done', left: [] });
  });
});

describe('a token that expired in one region', () => {
  beforeEach(() => expire('away'));
  afterEach(() => rotate('away'));

  it('stops an operation in that region before any change, with a message that names the other region', async () => {
    expect(await refusalOf(shared.current, 'away', { operation: 'switchover' })).toMatch(
      /^The DR operation token is expired: .* or run in the other region, which has a token of its own\.$/,
    );
    expect(shared.current.pair.home.mode).toBe('primary');
  });

  it('does not stop the same operation in the other region', async () => {
    const result = await operate(shared.current, 'home', { operation: 'switchover' });
    expect(result).toMatchObject({ outcome: 'done', left: [], to: 'away' });
  });

  it('is reported by status in that region', async () => {
    const { healthy, problems } = await statusOf(shared.current, 'away');
    expect(healthy).toBe(false);
    expect(problems).toMatchObject([{ kind: 'token-unusable', text: expect.stringContaining('expired') as string }]);
  });
});

describe('a secret that was deleted', () => {
  let restore: () => Promise<void>;
  beforeEach(async () => {
    restore = await shared.current.regions.away.deleteSecret();
  });
  afterEach(() => restore());

  it('stops an operation in that region before any change', async () => {
    expect(await refusalOf(shared.current, 'away', { operation: 'failover', reason: 'test' })).toMatch(
      /^The DR operation token is (absent|unreadable): .* in the other region/,
    );
    expect(shared.current.pair.home.mode).toBe('primary');
  });

  it('does not stop the same operation in the other region', async () => {
    expect(await operate(shared.current, 'home', { operation: 'switchover' })).toMatchObject({ outcome: 'done' });
  });
});

describe('a clock that is five minutes wrong', () => {
  it.each([300_000, -300_000])('(%i ms) does not stop a switchover', async (aheadMs) => {
    shared.current.setClock('away', aheadMs);
    expect(await operate(shared.current, 'away', { operation: 'switchover' })).toMatchObject({
      outcome: 'done',
      left: [],
    });
  });

  it.each([300_000, -300_000])('(%i ms) does not stop a failover', async (aheadMs) => {
    shared.current.setClock('away', aheadMs);
    await shared.current.pair.home.inject({ kind: 'refuse' });
    const result = await operate(shared.current, 'away', { operation: 'failover', reason: 'test' });
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 } });
  });
});

describe('the schedule', () => {
  it('invokes the generator, which writes a token', async () => {
    const { current: world } = shared;
    const written = (): number =>
      world.aws.calls.filter(
        ({ operation, region, status }) =>
          operation === 'PutSecretValue' && region === world.regions.home.name && status === 200,
      ).length;
    await until(() => written() > 2 * ownRotations, 'EventBridge did not invoke the generator', TEST_MS / 2);
    expect(Date.parse((await tokenOf('home')).expiresAt)).toBeGreaterThan(Date.now());
  });
});
