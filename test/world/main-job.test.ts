import type { Loss } from '../../functions/dr-operations/result';
import { until } from '../helpers/until';
import type { LoadClient } from '../local/client/load-client';
import type { ClusterName } from '../local/vault';
import { TEST_MS } from './limits';
import { operate, refusalOf, snapshot, statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();
let client: LoadClient | undefined;

/** Starts a client that writes through the client name. Resolves once home has acknowledged some writes. */
async function startClient(writesPerSecond: number): Promise<LoadClient> {
  client = shared.current.client(writesPerSecond);
  client.start();
  await acknowledged(client, 'home', 10);
  return client;
}
afterEach(() => client?.stop());

const acknowledged = (load: LoadClient, cluster: ClusterName, count: number): Promise<void> => {
  const { host } = shared.current.pair[cluster];
  const written = (): number => load.acknowledged.filter(({ address }) => address === host).length;
  const goal = written() + count;
  return until(() => written() >= goal, `the client did not write to ${cluster}`);
};

/** Writes that the client saw acknowledged and that a cluster lacks. */
const missingOn = (load: LoadClient, cluster: ClusterName): string[] =>
  load.acknowledged.map(({ path }) => path).filter((path) => !shared.current.pair[cluster].content.has(path));

/** The moment from which acknowledged writes may be lost, ISO 8601. */
function sinceOf(loss: Loss | undefined): string {
  if (loss?.kind !== 'since') throw new Error(`the loss has the kind ${loss?.kind}`);
  return loss.since;
}

describe('status', () => {
  it('finds nothing wrong with a healthy pair', async () => {
    expect(await statusOf(shared.current)).toMatchObject({
      healthy: true,
      primary: 'home',
      weights: { home: 255, away: 0 },
      problems: [],
    });
  });

  it('reports a returned old primary', async () => {
    const { pair } = shared.current;
    await pair.home.inject({ kind: 'refuse' });
    await operate(shared.current, 'away', { operation: 'failover', reason: 'test' });
    await pair.home.restore();
    const { healthy, problems } = await statusOf(shared.current);
    expect(healthy).toBe(false);
    expect(problems.map(({ kind }) => kind)).toContain('two-primaries');
  });
});

describe('dryRun', () => {
  it.each(['switchover', 'failover', 'rejoin'] as const)(
    'of %s returns the plan and changes nothing',
    async (operation) => {
      const before = await snapshot(shared.current);
      const result = await operate(shared.current, 'away', { operation, dryRun: true });
      expect(result).toMatchObject({ outcome: 'planned', plan: { kind: operation === 'rejoin' ? 'done' : 'act' } });
      expect(await snapshot(shared.current)).toEqual(before);
      expect(await shared.current.regions.away.journal()).toEqual([]);
    },
  );
});

describe('failover', () => {
  it.each(['refuse', 'black-hole'] as const)(
    'leads the clients to away when home is lost (%s), and announces at least what they lose',
    async (kind) => {
      const { current: world } = shared;
      const lagMs = 400;
      const load = await startClient(100);
      world.pair.configure({ timings: { lagMs } });
      await acknowledged(load, 'home', 20);
      await world.pair.home.inject({ kind });
      const result = await operate(world, 'away', { operation: 'failover', reason: 'home is lost' });
      await acknowledged(load, 'away', 5);
      await load.stop();
      world.pair.configure({ timings: { lagMs: 10 } });

      expect(result).toMatchObject({ outcome: 'done', left: ['rejoin'], weights: { home: 0, away: 255 } });
      expect(world.pair.counters().twoWritablePrimariesMs).toBe(0);
      const lost = missingOn(load, 'away');
      expect(lost.length).toBeGreaterThan(0);
      const announcedFrom = Date.parse(sinceOf(result.possibleLoss));
      const writtenAt = load.acknowledged.filter(({ path }) => lost.includes(path)).map(({ endedAt }) => endedAt);
      expect(Math.min(...writtenAt)).toBeGreaterThanOrEqual(announcedFrom);
    },
  );

  it('demotes home when it still answers, and loses nothing', async () => {
    const load = await startClient(50);
    const result = await operate(shared.current, 'away', { operation: 'failover', reason: 'drill' });
    await acknowledged(load, 'away', 5);
    await load.stop();
    expect(result).toMatchObject({ outcome: 'done' });
    expect(missingOn(load, 'away')).toEqual([]);
  });

  it('is followed by rejoin and failback, which restore the pair', async () => {
    const { current: world } = shared;
    await world.pair.home.inject({ kind: 'refuse' });
    await operate(world, 'away', { operation: 'failover', reason: 'home is lost' });
    await world.pair.home.restore();

    const rejoined = await operate(world, 'away', { operation: 'rejoin' });
    expect(rejoined).toMatchObject({ outcome: 'done', left: [] });
    expect(world.pair.home).toMatchObject({ mode: 'secondary', state: 'stream-wals' });

    const back = await operate(world, 'home', { operation: 'failback' });
    expect(back).toMatchObject({ outcome: 'done', left: [], weights: { home: 255, away: 0 } });
    expect(await statusOf(world)).toMatchObject({ healthy: true, primary: 'home' });
  });

  it('does nothing when it is called again', async () => {
    await shared.current.pair.home.inject({ kind: 'refuse' });
    const event = { operation: 'failover', reason: 'home is lost' } as const;
    await operate(shared.current, 'away', event);
    expect(await operate(shared.current, 'away', event)).toMatchObject({ outcome: 'done', steps: [] });
  });
});

describe('switchover', () => {
  it('loses none of 1,000 writes under load', async () => {
    const { current: world } = shared;
    const load = await startClient(250);
    await acknowledged(load, 'home', 400);
    const result = await operate(world, 'away', { operation: 'switchover' });
    await acknowledged(load, 'away', 600);
    await load.stop();
    expect(result).toMatchObject({ outcome: 'done', left: [] });
    expect(load.acknowledged.length).toBeGreaterThanOrEqual(1000);
    expect(missingOn(load, 'away')).toEqual([]);
    expect(world.pair.counters()).toMatchObject({ twoWritablePrimariesMs: 0, lostWrites: 0 });
  });

  it('refuses while away does not follow, and changes nothing', async () => {
    shared.current.pair.partition();
    const before = await snapshot(shared.current);
    const refusal = await refusalOf(shared.current, 'away', { operation: 'switchover' });
    expect(refusal).toMatch(/^away does not follow home .* Run rejoin, wait for stream-wals, then try again\.$/);
    expect(await snapshot(shared.current)).toEqual(before);
  });
});

describe('dns-switch', () => {
  it('leads the name to the primary when the weights lead elsewhere', async () => {
    await shared.current.setWeights({ home: 0, away: 255 });
    const { payload } = await shared.current.invoke('away', 'dns-switch');
    expect(payload).toMatchObject({ active: 'home', status: 'INSYNC', after: { home: 255, away: 0 } });
    expect(await shared.current.weights()).toEqual({ home: 255, away: 0 });
  });
});
