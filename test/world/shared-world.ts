import type { Timings } from '../local/vault';
import { startWorld, type World, type WorldOptions } from '../local/world';
import { TEST_MS } from './limits';

/** Times short enough for a test, in the order of what is real. */
export const SHORT: Partial<Timings> = {
  roleCallMs: 10,
  promoteMs: 300,
  demoteMs: 150,
  enableMs: 100,
  syncMs: 60,
  lagMs: 10,
  // The secondary's own evidence says what the probe says: a test that wants the doubt sets a delay.
  primarySilenceNoticeMs: 0,
  secondarySilenceNoticeMs: 0,
};

/** What a test starts with: short times, no schedule, a token in each region. */
export async function startReadyWorld(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld({
    schedule: false,
    insyncMs: 100,
    ...options,
    timings: { ...SHORT, ...options.timings },
  });
  try {
    await giveTokens(world);
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

/** Lets the generator of each region write a token. */
export async function giveTokens(world: World): Promise<void> {
  const given = await Promise.all(
    (['home', 'away'] as const).map((region) => world.invoke(region, 'dr-operation-token-gen')),
  );
  for (const { error } of given) if (error) throw new Error(error.errorMessage);
}

/** One world for all tests of a file, healthy again before each. */
export function shareWorld(options?: WorldOptions): { readonly current: World } {
  let world: World | undefined;
  beforeAll(async () => {
    world = await startReadyWorld(options);
  }, TEST_MS);
  beforeEach(() => world?.reset());
  afterAll(() => world?.stop());
  return {
    get current() {
      if (!world) throw new Error('the world is not there yet');
      return world;
    },
  };
}
