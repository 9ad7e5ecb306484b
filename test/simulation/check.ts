import fc from 'fast-check';
import { ask } from './ask';
import { anything, harmless, type Happening } from './commands';
import { anyHabits, provableHabits } from './drawn-habits';
import { calm, isWell, recover } from './recover';
import { seeded } from './seeded';
import { SimWorld } from './sim-world';
import { tally } from './tally';

/** What may happen in a world: `harmless` loses nothing whatever fails; `anything` has failovers, overrides and hands too. */
export type Kind = 'harmless' | 'anything';

const MOST_HAPPENINGS = 7;
/** The data of a pair that has been there for a while. */
const FIRST_WRITES = 3;
const FIRST_MS = 20_000;
/** So many operations tell why a pair is not well. */
const LAST_WORDS = 6;

export interface Draw {
  readonly kind: Kind;
  readonly worlds: number;
  readonly seed: number;
  /** Counts what is broken, and goes on. */
  readonly goesOn?: boolean;
  /** Looks for the smallest story. @default true */
  readonly shrinks?: boolean;
}

/**
 * Draws worlds, lets things happen in them, and checks every promise after each; then ends the faults, does what a
 * person would do, and checks that all is well.
 *
 * @throws Error with the smallest story that breaks a promise, and the seed that tells it again
 */
export async function checkWorlds({ kind, worlds, seed, goesOn = false, shrinks = true }: Draw): Promise<void> {
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
          await tell(world, story).catch(goesOn ? countBroken : undefined);
        },
      ),
      { numRuns: worlds, seed, verbose: 0, includeErrorInReport: true, endOnFailure: !shrinks },
    )
    .finally(() => (Math.random = random));
}

function countBroken(error: unknown): void {
  if (!(error instanceof Error)) throw error;
  const [line = ''] = error.message.split('\n');
  tally.count(`broken: ${line.replace(/\d+|home|away/g, '…')}`);
}

/** What happens in one world, and how it ends. */
async function tell(world: SimWorld, story: Iterable<Happening>): Promise<void> {
  tally.count('worlds');
  for (let i = 0; i < FIRST_WRITES; i++) world.clientWritesNow();
  await world.pass(FIRST_MS);
  await fc.asyncModelRun(() => ({ model: {}, real: world }), story);
  await calm(world);
  await recover(world);
  demand(world);
  await demandRest(world);
}

/** @throws Error when a promise was broken, the pair is not well, or a write is gone that nobody gave up */
export function demand(world: SimWorld): void {
  const { broken, givenUp, beyondSight } = world.watch;
  if (broken.length > 0) throw new Error(broken.join('\n'));
  if (!isWell(world)) {
    throw new Error(
      `not well in the end: primaries ${world.primaries().join(', ') || 'none'}\n${world.words.slice(-LAST_WORDS).join('\n')}`,
    );
  }
  const [name = 'home'] = world.primaries();
  const lost = world.lost(name).filter((id) => !(world.mayLose ? givenUp : beyondSight).has(id));
  if (lost.length > 0) throw new Error(`lost writes ${lost.join(', ')}`);
}

/** A pair that is well is told so, and the same operation again changes nothing. */
async function demandRest(world: SimWorld): Promise<void> {
  const [name = 'home'] = world.primaries();
  const { healthy, problems } = await world.status();
  if (!healthy) throw new Error(`status is not content: ${problems.map(({ text }) => text).join(' ')}`);
  const before = world.clock.now();
  const ending = await world.operate(ask('switchover', { to: name }));
  if (ending !== 'done') throw new Error(`a switchover to the primary is ${ending}`);
  if (world.clock.now() - before > 1_000) throw new Error('a switchover to the primary takes time');
}
