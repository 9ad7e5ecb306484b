import fc from 'fast-check';
import { ask } from './ask';
import { automatic, automaticHabits } from './automatic-happenings';
import { anything, harmless, upgrades, type Happening } from './commands';
import { anyHabits, provableHabits } from './drawn-habits';
import { calm, isWell, recover } from './recover';
import { seeded } from './seeded';
import { SimWorld } from './sim-world';
import { tally } from './tally';

/**
 * What may happen in a world. `harmless`: planned operations, which must lose no write whatever fails. `upgrades`: the same
 * while versions, licenses and status endpoints change. `anything`: also failovers, overrides and changes by hand.
 * `automatic`: a failover and a fence may begin by themselves, while paths are cut, watchers are silent and clocks are wrong.
 */
export type Kind = 'harmless' | 'upgrades' | 'anything' | 'automatic';

const HAPPENINGS = { harmless, upgrades, anything, automatic };
const HABITS = { harmless: provableHabits, upgrades: provableHabits, anything: anyHabits, automatic: automaticHabits };
/** Kinds of worlds in which a write may be lost. */
const LOSING: readonly Kind[] = ['anything', 'automatic'];

const MOST_HAPPENINGS = { harmless: 7, upgrades: 7, anything: 7, automatic: 14 };
/** Writes and time before the first happening, so that the pair holds data. */
const FIRST_WRITES = 3;
const FIRST_MS = 20_000;
/** How many of the last operations a failure prints. */
const LAST_WORDS = 6;

export interface Draw {
  readonly kind: Kind;
  readonly worlds: number;
  readonly seed: number;
  /** Counts broken promises instead of throwing. @default false */
  readonly goesOn?: boolean;
  /** Searches for the shortest sequence that fails. @default true */
  readonly shrinks?: boolean;
}

/**
 * Draws worlds and happenings, and checks every promise after each happening. Then ends all faults, recovers as an
 * operator would, and checks that the pair is healthy.
 *
 * @throws Error with the shortest sequence that breaks a promise, and the seed that repeats it
 */
export async function checkWorlds({ kind, worlds, seed, goesOn = false, shrinks = true }: Draw): Promise<void> {
  const random = Math.random;
  await fc
    .assert(
      fc.asyncProperty(
        HABITS[kind],
        fc.nat(),
        fc.commands([...HAPPENINGS[kind]], { maxCommands: MOST_HAPPENINGS[kind], size: 'max' }),
        async (drawn, jitter, story) => {
          Math.random = seeded(jitter);
          const world = new SimWorld(drawn, LOSING.includes(kind));
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

/** Runs one world from its first write to its last check. */
async function tell(world: SimWorld, story: Iterable<Happening>): Promise<void> {
  tally.count('worlds');
  for (let i = 0; i < FIRST_WRITES; i++) world.clientWritesNow();
  await world.pass(FIRST_MS);
  await fc.asyncModelRun(() => ({ model: {}, real: world }), story);
  await world.watchers?.end();
  await calm(world);
  await recover(world);
  demand(world);
  await demandRest(world);
}

/** @throws Error when a promise was broken, the pair is not healthy, or a write is lost whose loss was not accepted */
export function demand(world: SimWorld): void {
  const { broken, givenUp, beyondSight } = world.watch;
  if (broken.length > 0) throw new Error(broken.join('\n'));
  if (!isWell(world)) {
    throw new Error(
      `not healthy at the end: primaries ${world.primaries().join(', ') || 'none'}\n${world.words.slice(-LAST_WORDS).join('\n')}`,
    );
  }
  const [name = 'home'] = world.primaries();
  const lost = world.lost(name).filter((id) => !(world.mayLose ? givenUp : beyondSight).has(id));
  if (lost.length > 0) throw new Error(`lost writes ${lost.join(', ')}`);
}

/** The status of a healthy pair says so, and a switchover to the current primary changes nothing. */
async function demandRest(world: SimWorld): Promise<void> {
  const [name = 'home'] = world.primaries();
  const { healthy, problems } = await world.status();
  if (!healthy) throw new Error(`status reports problems: ${problems.map(({ text }) => text).join(' ')}`);
  const before = world.clock.now();
  const ending = await world.operate(ask('switchover', { to: name }));
  if (ending !== 'done') throw new Error(`a switchover to the primary is ${ending}`);
  if (world.clock.now() - before > 1_000) throw new Error('a switchover to the primary takes time');
}
