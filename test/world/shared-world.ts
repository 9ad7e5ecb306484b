import type { Timings } from '../local/vault';
import { startWorld, type World, type WorldOptions } from '../local/world';
import { TEST_MS } from './limits';

/** Short times, in realistic proportions. */
export const SHORT: Partial<Timings> = {
  roleCallMs: 10,
  promoteMs: 300,
  demoteMs: 150,
  enableMs: 100,
  syncMs: 60,
  lagMs: 10,
  // The secondary notices a loss as early as a probe. A test of the difference sets a delay.
  primarySilenceNoticeMs: 0,
  secondarySilenceNoticeMs: 0,
};

/** Starts a world with short times, without the schedule, and with a token in each region. */
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

/** Runs the token generator of each region. */
export async function giveTokens(world: World): Promise<void> {
  const given = await Promise.all(
    (['home', 'away'] as const).map((region) => world.invoke(region, 'dr-operation-token-gen')),
  );
  for (const { error } of given) if (error) throw new Error(error.errorMessage);
}

/** Starts one world for all tests of a file and resets it before each test. */
export function shareWorld(options?: WorldOptions): { readonly current: World } {
  let world: World | undefined;
  beforeAll(async () => {
    world = await startReadyWorld(options);
  }, TEST_MS);
  beforeEach(() => world?.reset());
  afterAll(() => world?.stop());
  return {
    get current() {
      if (!world) throw new Error('the world has not started yet: use it only in tests and hooks');
      return world;
    },
  };
}
