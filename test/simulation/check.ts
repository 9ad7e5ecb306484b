import fc from 'fast-check';
import { ask } from './ask';
import { automatic, automaticHabits } from './automatic-happenings';
import { anything, harmless, upgrades, type Happening } from './commands';
import { anyHabits, provableHabits } from './drawn-habits';
import { enterpriseWorld } from './enterprise-pair';
import { pgAnything, pgHabits, pgPlanned } from './postgres/pg-happenings';
import { pgWorld } from './postgres/pg-pair';
import { calm, isWell, recover } from './recover';
import { seeded } from './seeded';
import type { AnyWorld, SimPair } from './sim-pair';
import type { SimWorld } from './sim-world';
import { snapshotHabits } from './snapshot/snapshot-habits';
import { anythingOnSnapshots, harmlessOnSnapshots } from './snapshot/snapshot-happenings';
import { snapshotWorld } from './snapshot/snapshot-pair';
import { tally } from './tally';

/** How worlds of one kind begin, and what happens in them. */
interface WorldKind<P extends SimPair> {
  readonly habits: fc.Arbitrary<P['habits']>;
  readonly begin: (habits: P['habits'], mayLose: boolean) => SimWorld<P>;
  readonly happenings: readonly fc.Arbitrary<Happening<SimWorld<P>>>[];
  /** Whether happenings are allowed by which a write may be lost. @default false */
  readonly mayLose?: boolean;
  /** @default 7 */
  readonly mostHappenings?: number;
}

/** A property over worlds of one kind. */
type Property = (tell: (world: AnyWorld, story: () => Promise<unknown>) => Promise<void>) => fc.IAsyncProperty<unknown>;

const kind =
  <P extends SimPair>({ habits, begin, happenings, mayLose = false, mostHappenings = 7 }: WorldKind<P>): Property =>
  (tell) =>
    fc.asyncProperty(
      habits,
      fc.nat(),
      fc.commands<object, SimWorld<P>, false>([...happenings], { maxCommands: mostHappenings, size: 'max' }),
      async (drawn, jitter, story) => {
        Math.random = seeded(jitter);
        const world = begin(drawn, mayLose);
        await tell(world, () => fc.asyncModelRun(() => ({ model: {}, real: world }), story));
      },
    );

const enterprise = { begin: enterpriseWorld } as const;
const snapshots = { begin: snapshotWorld } as const;

/**
 * What may happen in a world. `harmless`: planned operations, which must lose no write whatever fails. `upgrades`: the same
 * while versions, licenses and status endpoints change. `anything`: also failovers, overrides and changes by hand.
 * `postgres-planned` and `postgres-anything` are the same of clusters on PostgreSQL.
 * `automatic`: a failover and a fence may begin by themselves, while paths are cut, watchers are silent and clocks are wrong.
 */
const KINDS = {
  harmless: kind({ ...enterprise, habits: provableHabits, happenings: harmless }),
  upgrades: kind({ ...enterprise, habits: provableHabits, happenings: upgrades }),
  anything: kind({ ...enterprise, habits: anyHabits, happenings: anything, mayLose: true }),
  'postgres-planned': kind({ begin: pgWorld, habits: pgHabits, happenings: pgPlanned }),
  'postgres-anything': kind({ begin: pgWorld, habits: pgHabits, happenings: pgAnything, mayLose: true }),
  automatic: kind({ ...enterprise, habits: automaticHabits, happenings: automatic, mayLose: true, mostHappenings: 14 }),
  'snapshot-planned': kind({
    ...snapshots,
    habits: snapshotHabits,
    happenings: harmlessOnSnapshots,
    mostHappenings: 6,
  }),
  'snapshot-anything': kind({
    ...snapshots,
    habits: snapshotHabits,
    happenings: anythingOnSnapshots,
    mayLose: true,
    mostHappenings: 6,
  }),
} as const;
export type Kind = keyof typeof KINDS;

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
      KINDS[kind]((world, story) => tell(world, story).catch(goesOn ? countBroken : undefined)),
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
async function tell(world: AnyWorld, story: () => Promise<unknown>): Promise<void> {
  tally.count('worlds');
  for (let i = 0; i < FIRST_WRITES; i++) world.clientWritesNow();
  await world.pass(FIRST_MS);
  await story();
  await world.watchers?.end();
  await calm(world);
  await recover(world);
  demand(world);
  await demandRest(world);
}

/** @throws Error when a promise was broken, the pair is not healthy, or a write is lost whose loss was not accepted */
export function demand(world: AnyWorld): void {
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
async function demandRest(world: AnyWorld): Promise<void> {
  const [name = 'home'] = world.primaries();
  const { healthy, problems } = await world.status();
  if (!healthy) throw new Error(`status reports problems: ${problems.map(({ text }) => text).join(' ')}`);
  const before = world.clock.now();
  const ending = await world.operate(ask('switchover', { to: name }));
  if (ending !== 'done') throw new Error(`a switchover to the primary is ${ending}`);
  if (world.clock.now() - before > 1_000) throw new Error('a switchover to the primary takes time');
}
