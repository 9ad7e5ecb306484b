import fc from 'fast-check';
import { request } from '../functions/dr-operations/worlds';
import { anyHabits, anything, harmless, provableHabits } from './commands';
import { calm, isWell, recover } from './recover';
import { SimWorld } from './sim-world';

/** What may happen in a world: `harmless` loses nothing whatever fails; `anything` has failovers, force and hands too. */
export type Kind = 'harmless' | 'anything';

const MOST_HAPPENINGS = 7;

/**
 * Draws worlds, lets things happen in them, and checks every promise after each; then ends the faults, does what a
 * person would do, and checks that all is well.
 *
 * @throws Error with the smallest story that breaks a promise, and the seed that tells it again
 */
export async function checkWorlds(kind: Kind, { worlds, seed }: { worlds: number; seed: number }): Promise<void> {
  const happenings = kind === 'harmless' ? harmless : anything;
  const random = Math.random;
  await fc
    .assert(
      fc.asyncProperty(
        kind === 'harmless' ? provableHabits : anyHabits,
        fc.nat(),
        fc.commands([...happenings], { maxCommands: MOST_HAPPENINGS, size: 'max' }),
        async (drawn, jitter, story) => {
          Math.random = seeded(jitter);
          const world = new SimWorld(drawn, kind === 'anything');
          await fc.asyncModelRun(() => ({ model: {}, real: world }), story);
          await calm(world);
          await recover(world);
          demand(world);
          await demandRest(world);
        },
      ),
      { numRuns: worlds, seed, verbose: 0, includeErrorInReport: true },
    )
    .finally(() => (Math.random = random));
}

function demand(world: SimWorld): void {
  const { broken } = world.watch;
  if (broken.length > 0) throw new Error(broken.join('\n'));
  if (!isWell(world)) throw new Error(`not well in the end: primaries ${world.primaries().join(', ') || 'none'}`);
  const [name = 'home'] = world.primaries();
  const lost = world.lost(name);
  if (!world.mayLose && lost.length > 0) throw new Error(`lost writes ${lost.join(', ')}`);
}

/** A pair that is well is told so, and the same operation again changes nothing. */
async function demandRest(world: SimWorld): Promise<void> {
  const [name = 'home'] = world.primaries();
  const { healthy, problems } = await world.status();
  if (!healthy) throw new Error(`status is not content: ${problems.join(' ')}`);
  const before = world.clock.now();
  const ending = await world.operate(request('switchover', { to: name }));
  if (ending !== 'done') throw new Error(`a switchover to the primary is ${ending}`);
  if (world.clock.now() - before > 1_000) throw new Error('a switchover to the primary takes time');
}

/** Jitter that a seed repeats. */
function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519);
    state = Math.imul(state ^ (state >>> 13), 3266489917);
    return ((state ^= state >>> 16) >>> 0) / 2 ** 32;
  };
}
