import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlResult } from '../../functions/dr-operations/automatic/controls';
import type { StatusResult } from '../../functions/dr-operations/result';
import type { WatchResult } from '../../functions/watch/contract';
import type { World } from '../local/world';
import { MATRIX_MS } from './limits';
import { shareWorld } from './shared-world';

jest.setTimeout(MATRIX_MS);

const WITNESS_REGION = 'eu-north-1';
const AFTER_MS = 30_000;
/** How long a test waits for what has to happen, and how long it waits to see that it does not happen. */
const MOST_MS = 200_000;
const NEVER_MS = AFTER_MS + 40_000;
/** An address at which nobody listens. */
const NOWHERE = 'https://127.0.0.1:9';

const shared = shareWorld({
  automatic: {
    witnessRegion: WITNESS_REGION,
    failover: { afterSeconds: AFTER_MS / 1000, maxLossSeconds: 60 },
    fence: false,
  },
});

/** The three watchers, each run again and again as EventBridge does it. */
class Watchers {
  readonly silent = new Set<'home' | 'away' | 'witness'>();
  /** What the watch of away returned last. */
  last: WatchResult | undefined;
  readonly #running: readonly Promise<void>[];

  constructor(private readonly world: World) {
    this.#running = (['home', 'away', 'witness'] as const).map((name) => this.#run(name));
  }

  /** Ends the watch, and waits for the runs that are under way. */
  async end(): Promise<void> {
    for (const name of ['home', 'away', 'witness'] as const) this.silent.add(name);
    await Promise.all(this.#running);
  }

  async #run(name: 'home' | 'away' | 'witness'): Promise<void> {
    while (!this.silent.has(name)) {
      if (name === 'witness') {
        await this.world.regions.away.invokeWitness(WITNESS_REGION);
      } else {
        const { payload } = await this.world.invoke(name, 'watch');
        if (name === 'away') this.last = (payload as WatchResult | undefined) ?? this.last;
      }
      await sleep(100);
    }
  }
}

/** Waits until something is so. @returns whether it is */
async function until(isSo: () => Promise<boolean>, mostMs: number): Promise<boolean> {
  const end = Date.now() + mostMs;
  while (Date.now() < end) {
    if (await isSo()) return true;
    await sleep(500);
  }
  return false;
}

/** The whole region of home is lost: its Vault, its DynamoDB and its STS. */
async function loseHome({ pair, aws, regions }: World, watchers: Watchers): Promise<void> {
  watchers.silent.add('home');
  for (const service of ['dynamodb', 'sts']) aws.inject({ kind: 'black-hole', service, region: regions.home.name });
  await pair.home.inject({ kind: 'black-hole' });
}

const leadsToAway = async (): Promise<boolean> => (await shared.current.weights()).away === 255;

describe('what begins by itself', () => {
  it('is no failover while only the path between the clusters is cut, and one when the region of home is lost', async () => {
    const world = shared.current;
    const mend = await world.regions.away.setVariable('watch', 'VAULT_HOME_ADDR', NOWHERE);
    await world.pair.partition('silent');
    const watchers = new Watchers(world);
    try {
      expect(await until(leadsToAway, NEVER_MS)).toBe(false);
      expect(watchers.last?.pair.WatchersDisagree).toBe(1);
      await mend();
      await world.pair.reset();
      await sleep(60_000);

      const client = world.client();
      client.start();
      await loseHome(world, watchers);
      expect(await until(leadsToAway, MOST_MS)).toBe(true);
      expect(await until(() => Promise.resolve(client.attempts.at(-1)?.acknowledged === true), 30_000)).toBe(true);
      await client.stop();

      const journal = await world.regions.away.journal();
      expect(journal.map(({ operation, actor, outcome }) => ({ operation, actor, outcome }))).toEqual([
        { operation: 'failover', actor: 'automatic', outcome: 'done' },
      ]);
      const status = (await world.invoke('away', 'dr-operations', { operation: 'status' })).payload as StatusResult;
      expect(status.problems.map(({ kind }) => kind)).toContain('automatic-unacknowledged');
      const control = await world.invoke('away', 'dr-operations', { operation: 'acknowledge', actor: 'a person' });
      expect(control.payload).toMatchObject({ outcome: 'done', changed: true } satisfies Partial<ControlResult>);
    } finally {
      await watchers.end();
    }
  });
});
