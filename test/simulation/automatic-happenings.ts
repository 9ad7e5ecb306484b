import fc from 'fast-check';
import { CONTROLS } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { ask } from './ask';
import { around, happening, operate, type Happening } from './commands';
import { anyTrouble } from './drawn-troubles';
import { anyHabits } from './drawn-habits';
import type { Habits } from './habits';
import { met } from './kinds';
import { TABLE_NAMES } from './network';
import { loseHome, OUTAGES, reachAwsOfHome } from './outages';
import { calm, recover } from './recover';
import * as trouble from './troubles';
import type { Trouble } from './troubles';

/** Worlds in which a failover and a fence may begin by themselves. The times are short, so that a world has several. */
export const automaticHabits: fc.Arbitrary<Habits> = fc
  .tuple(
    anyHabits,
    fc.record({
      fence: fc.boolean(),
      coolDownSeconds: fc.constantFrom(200, 600),
      failover: fc.record({
        afterSeconds: fc.constantFrom(30, 60),
        maxLossSeconds: fc.constantFrom(30, 60),
      }),
    }),
    fc.constantFrom(0, 30_000),
  )
  .map(([habits, automatic, skewMs]) => ({
    ...habits,
    statusShape: 'newest',
    hasWitness: true,
    automatic,
    skewMs,
  }));

const cluster = fc.constantFrom(...CLUSTER_NAMES);
const region = fc.constantFrom(...TABLE_NAMES);
const isOpen = fc.boolean();

const wholeRegion = isOpen.map((isLost): Trouble => ({
  kind: isLost ? 'the region of home is lost' : 'the region of home is back',
  words: isLost ? 'the region of home is lost' : 'the region of home is back',
  happen: (world) => loseHome(world, isLost),
}));

/** AWS in the region of home does not answer one region. */
const awsOfHome = fc.tuple(region, isOpen).map(([from, open]): Trouble => ({
  kind: open ? 'a region reaches the AWS of home again' : 'a region does not reach the AWS of home',
  words: `${from}'s region ${open ? 'reaches' : 'does not reach'} AWS in home's region`,
  happen: (world) => reachAwsOfHome(world, from, open),
}));

const sts = fc.tuple(region, isOpen).map(([from, open]): Trouble => ({
  kind: 'a path to STS changes',
  words: `${from}'s region ${open ? 'reaches' : 'does not reach'} STS in home's region`,
  happen: ({ network }) => void (network.homeSts[from] = open),
}));

const tablePath = fc.tuple(cluster, region, isOpen).map(([from, name, open]) => trouble.tablePath(from, name, open));

const silence = fc.tuple(region, isOpen).map(([name, isSilent]): Trouble => ({
  kind: isSilent ? 'a watcher is silent' : 'a watcher runs again',
  words: `the watcher of ${name} ${isSilent ? 'is silent' : 'runs again'}`,
  happen: ({ watchers }) => {
    if (isSilent) watchers?.silent.add(name);
    else watchers?.silent.delete(name);
  },
}));

const anyPath: fc.Arbitrary<Trouble> = fc.oneof(
  wholeRegion,
  wholeRegion,
  awsOfHome,
  awsOfHome,
  sts,
  tablePath,
  silence,
  cluster.map((name) => trouble.reach(name, 'silent')),
  fc.constant(trouble.reach('home', 'silent')),
  fc.constant(trouble.reach('home', 'open')),
  isOpen.map((sealed) => trouble.seal('home', sealed)),
  fc.constantFrom('silent' as const, 'open' as const).map((path) => trouble.lambdaPath('away', 'home', path)),
  fc.constantFrom('silent' as const, 'open' as const).map((path) => trouble.partition('away', path)),
  isOpen.map(trouble.between),
);

const flapping: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.constantFrom(...Object.keys(OUTAGES)),
    fc.array(fc.constantFrom(3_000, 8_000, 15_000, 25_000, 40_000, 70_000), { minLength: 3, maxLength: 8 }),
  )
  .map(([what, pauses]) =>
    happening(`${what} flaps: ${pauses.map((ms) => `${ms / 1000} s`).join(', ')}`, async (world) => {
      world.isDisturbed = true;
      met('a path flaps');
      for (const [i, ms] of pauses.entries()) {
        OUTAGES[what]?.(world, i % 2 !== 0);
        await world.pass(ms);
      }
      OUTAGES[what]?.(world, true);
    }),
  );

const outage: fc.Arbitrary<Happening> = fc
  .tuple(fc.constantFrom(...Object.keys(OUTAGES)), fc.constantFrom(50_000, 120_000, 180_000, 300_000), fc.boolean())
  .map(([what, ms, isLasting]) =>
    happening(`${what} is lost ${isLasting ? 'from now' : `for ${ms / 1000} s`}`, async (world) => {
      world.isDisturbed = true;
      OUTAGES[what]?.(world, false);
      await world.pass(ms);
      if (!isLasting) OUTAGES[what]?.(world, true);
    }),
  );

/** The pair is healthy again: a person repairs it, and acknowledges what has begun by itself. */
const repair: fc.Arbitrary<Happening> = fc.constantFrom(0, 300_000, 700_000).map((ms) =>
  happening(`a person repairs everything, and ${ms / 1000} s pass`, async (world) => {
    met('a person repairs everything');
    for (const mend of Object.values(OUTAGES)) mend(world, true);
    world.watchers?.silent.clear();
    await calm(world);
    await world.control('acknowledge');
    await recover(world);
    await world.operate(ask('failback'));
    await world.control('acknowledge');
    await world.pass(ms);
  }),
);

const control: fc.Arbitrary<Happening> = fc
  .tuple(fc.constantFrom(...CONTROLS, 'acknowledge' as const, 'resume' as const), cluster)
  .map(([operation, from]) =>
    happening(`${operation} in ${from}`, async (world) => {
      const ending = await world.control(operation, from);
      if (ending === 'done') met(`${operation} was confirmed`);
    }),
  );

const time: fc.Arbitrary<Happening> = fc
  .constantFrom(10_000, 30_000, 90_000, 90_000, 120_000, 150_000, 300_000, 700_000)
  .map((ms) => happening(`${ms / 1000} s pass`, (world) => world.pass(ms)));

const byAPerson = fc.constantFrom(
  ask('switchover'),
  ask('failback'),
  ask('failback'),
  ask('failover'),
  ask('rejoin', { accept: ['loss'] }),
  ask('rejoin'),
);

/** What happens to a pair on which a failover may begin by itself. */
export const automatic: readonly fc.Arbitrary<Happening>[] = [
  around(anyPath),
  around(anyPath),
  around(anyPath),
  outage,
  outage,
  outage,
  repair,
  repair,
  flapping,
  time,
  time,
  time,
  control,
  control,
  operate(byAPerson, fc.oneof(anyPath, anyTrouble)),
];
