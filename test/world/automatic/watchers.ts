import { setTimeout as sleep } from 'node:timers/promises';
import type { WatchResult } from '../../../functions/watch/contract';
import type { World, WorldOptions } from '../../local/world';

const WITNESS_REGION = 'eu-north-1';
/** For how long home has to be lost. */
export const AFTER_MS = 30_000;
/** More than the watchers take until they agree, and the engine until the name moves. */
export const MOST_MS = 200_000;

export const AUTOMATIC: WorldOptions = {
  automatic: {
    witnessRegion: WITNESS_REGION,
    failover: { afterSeconds: AFTER_MS / 1000, maxLossSeconds: 60 },
    fence: false,
  },
};

const NAMES = ['home', 'away', 'witness'] as const;
type Name = (typeof NAMES)[number];

/** The three watchers, each run again and again as EventBridge does it. */
export class Watchers {
  readonly silent = new Set<Name>();
  /** What the watch of away returned last. */
  last: WatchResult | undefined;
  readonly #running: readonly Promise<void>[];

  constructor(private readonly world: World) {
    this.#running = NAMES.map((name) => this.#run(name));
  }

  /** Ends the watch, and waits for the runs that are under way. */
  async end(): Promise<void> {
    for (const name of NAMES) this.silent.add(name);
    await Promise.all(this.#running);
  }

  async #run(name: Name): Promise<void> {
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
export async function until(isSo: () => boolean | Promise<boolean>, mostMs: number): Promise<boolean> {
  const end = Date.now() + mostMs;
  while (Date.now() < end) {
    if (await isSo()) return true;
    await sleep(500);
  }
  return false;
}
