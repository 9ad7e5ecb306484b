import { setTimeout as sleep } from 'node:timers/promises';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { until } from '../helpers/until';
import type { LoadClient } from '../local/client/load-client';
import { CachingResolver } from '../local/dns/caching-resolver';
import { TEST_MS } from './limits';
import { loseRegion } from './lose-region';
import { operate, statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld({ healthChecks: true });
/** After this time a signal that is not repeated is gone; a minute in CloudWatch. */
const SIGNAL_MS = 4_000;
/** Sent with the time of now. */
const NOW_MS = 60_000;
const SAMPLE_MS = 50;

/** What runs beside a test. Each part ends with the test. */
class Beside {
  readonly #over = new AbortController();
  readonly #parts: Promise<void>[] = [];

  repeat(turn: () => Promise<void>, pauseMs: number): void {
    const loop = async (): Promise<void> => {
      while (!this.#over.signal.aborted) {
        await turn();
        await sleep(pauseMs);
      }
    };
    this.#parts.push(loop());
  }

  async end(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#parts);
  }
}

let beside = new Beside();
let client: LoadClient | undefined;
/** Clusters whose promotion Vault accepted, and whose demotion it did not accept since. */
const accepted = new Set<string>();
/** Moments at which the health checks led clients to a cluster that was no primary. */
let wrong: string[] = [];

beforeEach(() => {
  beside = new Beside();
  wrong = [];
  accepted.clear();
  shared.current.tap(async ({ moment, to, call }) => {
    if (moment === 'done' && call.endsWith('/secondary/promote')) accepted.add(to);
    if (moment === 'done' && call.endsWith('/primary/demote')) accepted.delete(to);
    return Promise.resolve('pass');
  });
});
afterEach(async () => {
  await beside.end();
  await client?.stop();
  expect(wrong).toEqual([]);
});

/** The watch of a region looks, and CloudWatch takes the signal from its log. */
async function watch(cluster: ClusterName): Promise<void> {
  const { current } = shared;
  const since = Date.now();
  const { error } = await current.invoke(cluster, 'watch');
  if (error) throw new Error(error.errorMessage);
  const { alarms } = current.regions[cluster];
  const signals = (await alarms.readMetrics(since)).filter(({ name }) => name === 'Announced');
  await alarms.send(signals, NOW_MS);
}

/** The cluster that a client without a cache would use now. */
async function answered(): Promise<ClusterName | undefined> {
  const { nameServer, clientName, pair } = shared.current;
  const port = Number(nameServer.split(':')[1]);
  const address = await new CachingResolver(port).resolve(clientName);
  return CLUSTER_NAMES.find((name) => pair[name].host === address);
}

/** Notes when the name server answers with a cluster of weight 0 that is no primary. */
async function sample(): Promise<void> {
  const { pair } = shared.current;
  const before = await shared.current.weights();
  const cluster = await answered();
  const after = await shared.current.weights();
  if (cluster === undefined || before[cluster] !== after[cluster] || before[cluster] > 0) return;
  if (pair[cluster].mode !== 'primary' && !accepted.has(cluster))
    wrong.push(`${cluster} is answered at ${new Date().toISOString()}`);
}

async function beginWatching(clusters: readonly ClusterName[] = CLUSTER_NAMES): Promise<void> {
  await Promise.all(clusters.map(watch));
  for (const cluster of clusters) beside.repeat(() => watch(cluster), 500);
  beside.repeat(sample, SAMPLE_MS);
}

function startClient(): LoadClient {
  client = shared.current.client(10);
  client.start();
  return client;
}

const writes = async (load: LoadClient, cluster: ClusterName): Promise<void> => {
  const { host } = shared.current.pair[cluster];
  const written = (): number => load.acknowledged.filter(({ address }) => address === host).length;
  const goal = written() + 10;
  await until(() => written() >= goal, `the client does not write to ${cluster}`);
};

/** Route 53 answers queries, and its control plane takes nothing. */
const loseControlPlane = (): (() => void) =>
  shared.current.aws.inject({ kind: 'status', service: 'route53', status: 503 });

const FAILOVER = { operation: 'failover', reason: 'home is lost' } as const;

describe('while the control plane of Route 53 is down', () => {
  it('a failover leads the clients by the health checks, and dns-switch changes the weights later', async () => {
    const load = startClient();
    await beginWatching();
    await writes(load, 'home');
    const restore = loseControlPlane();
    await shared.current.pair.home.inject({ kind: 'refuse' });
    const result = await operate(shared.current, 'away', FAILOVER);
    expect(result).toMatchObject({ outcome: 'done', left: ['confirm-dns', 'rejoin'] });
    await writes(load, 'away');
    expect(await shared.current.weights()).toEqual({ home: 255, away: 0 });

    restore();
    const { problems } = await statusOf(shared.current);
    expect(problems.map(({ kind }) => kind)).toContain('led-by-health');
    const { payload } = await shared.current.invoke('away', 'dns-switch');
    expect(payload).toMatchObject({ active: 'away', status: 'INSYNC' });
    expect(await shared.current.weights()).toEqual({ home: 0, away: 255 });
    await writes(load, 'away');
  });

  it('and the region of home is lost too, a second failover changes the weights later, with the one lease table', async () => {
    await beginWatching(['away']);
    expect(await answered()).toBe('home');
    const restore = loseControlPlane();
    await loseRegion(shared.current, 'home', 'cut');
    const result = await operate(shared.current, 'away', FAILOVER);
    expect(result).toMatchObject({ outcome: 'done', left: ['confirm-dns', 'rejoin'] });
    await until(async () => (await answered()) === 'away', 'the name does not lead to away');

    restore();
    const { error } = await shared.current.invoke('away', 'dns-switch');
    expect(error?.errorMessage).toContain('a failover needs one table');
    await operate(shared.current, 'away', FAILOVER);
    expect(await shared.current.weights()).toEqual({ home: 0, away: 255 });
    await writes(startClient(), 'away');
  });

  it('an old primary that returns gets no clients back, although the weights still name it', async () => {
    await beginWatching();
    loseControlPlane();
    const mend = await shared.current.pair.home.inject({ kind: 'refuse' });
    await operate(shared.current, 'away', FAILOVER);
    await until(async () => (await answered()) === 'away', 'the name does not lead to away');
    await mend();
    const load = startClient();
    await sleep(3 * SIGNAL_MS);
    const { host } = shared.current.pair.home;
    expect(load.attempts.filter(({ address }) => address === host)).toEqual([]);
    expect(load.acknowledged.length).toBeGreaterThan(10);
  });

  it('the clients stay where they are while nobody is promoted, also without a watch', async () => {
    loseControlPlane();
    beside.repeat(sample, SAMPLE_MS);
    await sleep(SIGNAL_MS);
    expect(await answered()).toBe('home');
    await beginWatching();
    await sleep(SIGNAL_MS);
    expect(await answered()).toBe('home');
  });
});

describe('while the control plane of Route 53 works', () => {
  it('a switchover there and back leads the clients by the weights, and nothing flaps', async () => {
    await beginWatching();
    const load = startClient();
    for (const to of ['away', 'home'] as const) {
      const { outcome, left } = await operate(shared.current, otherCluster(to), { operation: 'switchover', to });
      expect({ outcome, left }).toEqual({ outcome: 'done', left: [] });
      await writes(load, to);
    }
    await sleep(2 * SIGNAL_MS);
    // A machine that stalls makes outages, and leads the name nowhere.
    const led = load.attempts.flatMap(({ address }) => address ?? []);
    expect(led.filter((address, at) => address !== led[at - 1])).toHaveLength(3);
    expect(await answered()).toBe('home');
  });
});
