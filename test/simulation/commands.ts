import fc from 'fast-check';
import type { OperationRequest } from '../../functions/dr-operations/event';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import type { Acceptance } from '../../functions/dr-operations/contract';
import { ask } from './ask';
import { byHand } from './by-hand';
import { anyTrouble, harmlessTrouble, pauses } from './drawn-troubles';
import { met, type TroubleKind } from './kinds';
import { FAULTS, type PlannedFault, type SimRun } from './sim-run';
import type { Meanwhile, RunOptions, SimWorld } from './sim-world';
import type { Trouble } from './troubles';

/** One thing that happens. `toString` is what a counter-example shows. */
export type Happening = fc.AsyncCommand<object, SimWorld>;

const happening = (words: string, happen: (world: SimWorld) => void | Promise<unknown>): Happening => ({
  check: () => true,
  run: async (_model, world) => {
    await happen(world);
    if (world.watch.broken.length > 0) throw new Error(world.watch.broken.join('\n'));
  },
  toString: () => words,
});

const cluster = fc.constantFrom(...CLUSTER_NAMES);

const fault: fc.Arbitrary<PlannedFault> = fc.record({
  call: fc.nat(90),
  times: fc.constantFrom(1, 1, 1, 3, 20),
  kind: fc.constantFrom(...FAULTS),
});

const sayFault = ({ call, times, kind }: PlannedFault): string =>
  `${kind} at call ${call}${times > 1 ? ` and ${times - 1} more` : ''}`;

function sayRequest(asked: OperationRequest): string {
  const { operation, to, accept } = asked;
  return `${operation}${to ? ` to ${to}` : ''}${accept.length > 0 ? ` accepting ${accept.join(', ')}` : ''}`;
}

/** Something that happens in the middle, and what a counter-example shows of it. */
interface Middle extends Meanwhile {
  readonly words: string;
}

/** Dense where an operation does most. */
const moment = fc.constantFrom(
  0,
  3,
  10,
  50,
  200,
  400,
  600,
  700,
  1_000,
  1_000,
  1_500,
  2_100,
  3_000,
  5_000,
  8_000,
  15_000,
);

const inTheMiddle = (troubles: fc.Arbitrary<Trouble<TroubleKind | 'a process stands still'>>): fc.Arbitrary<Middle> =>
  fc.tuple(moment, troubles, fc.option(lastsMs)).map(([afterMs, { kind, words, happen, end }, forMs]) => ({
    afterMs,
    words: `${words} after ${afterMs / 1000} s${end && forMs !== null ? `, for ${forMs / 1000} s` : ''}`,
    happen: (world, run) => {
      if (happen(world, run) === false) return;
      met(`while an operation runs: ${kind}`);
      world.isDisturbed = true;
      if (end && forMs !== null) void world.clock.wait(forMs).then(() => endIt(world, run, end));
    },
  }));

/** What began in the middle of an operation ends there, or later. */
function endIt(world: SimWorld, run: SimRun, { kind, happen }: Trouble): void {
  if (happen(world, run) === false) return;
  met(run.isOver ? kind : `while an operation runs: ${kind}`);
}

/** How long something bad lasts: around what the engine waits for. */
const lastsMs = fc.constantFrom(300, 1_000, 2_500, 4_000, 7_000, 12_000);

/** A second operation that begins in the middle, in either region. */
const second = (requests: fc.Arbitrary<OperationRequest>): fc.Arbitrary<Middle> =>
  fc.tuple(moment, requests, cluster).map(([afterMs, asked, region]) => ({
    afterMs,
    words: `${sayRequest(asked)} begins in ${region} after ${afterMs / 1000} s`,
    happen: (world) => {
      met('while an operation runs: another operation begins');
      world.beginAlongside(asked, { region });
    },
  }));

const plain = (middles: fc.Arbitrary<Middle>): fc.Arbitrary<readonly Middle[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(middles, { minLength: 1, maxLength: 3 }) },
  );

type How = Omit<Required<RunOptions>, 'meanwhile' | 'moveNameByHand'> & { readonly meanwhile: readonly Middle[] };

const options = (middles: fc.Arbitrary<Middle>): fc.Arbitrary<How> =>
  fc.record({
    region: cluster,
    faults: fc.array(fault, { maxLength: 3 }),
    skewMs: fc.constantFrom(0, 0, 0, 300_000, -300_000),
    meanwhile: plain(middles),
    budgetMs: fc.constantFrom(240_000, 240_000, 240_000, 240_000, 20_000, 4_000),
  });

function sayOptions({ region, faults, skewMs, meanwhile, budgetMs }: How): string {
  const parts = [
    `in ${region}`,
    ...faults.map(sayFault),
    ...(skewMs ? [`clock off by ${skewMs / 1000} s`] : []),
    ...(budgetMs < 240_000 ? [`${budgetMs / 1000} s for it`] : []),
    ...meanwhile.map(({ words }) => words),
  ];
  return `(${parts.join(', ')})`;
}

const operate = (requests: fc.Arbitrary<OperationRequest>, troubles: fc.Arbitrary<Trouble>): fc.Arbitrary<Happening> =>
  fc
    .tuple(
      requests,
      options(
        fc.oneof(
          { weight: 8, arbitrary: inTheMiddle(troubles) },
          { weight: 1, arbitrary: inTheMiddle(pauses) },
          { weight: 2, arbitrary: second(requests) },
        ),
      ),
    )
    .map(([asked, how]) =>
      happening(`${sayRequest(asked)} ${sayOptions(how)}`, (world) => {
        for (const { kind } of how.faults) met(`a call meets a fault: ${kind}`);
        world.isDisturbed ||= how.faults.length > 0 || how.budgetMs < 240_000;
        if (how.skewMs) met('the clock of a Lambda is off');
        if (how.budgetMs < 240_000) met('there is little time for an operation');
        return world.operate(asked, how);
      }),
    );

const operateTwo = (requests: fc.Arbitrary<OperationRequest>): fc.Arbitrary<Happening> =>
  fc.tuple(requests, requests).map((two) =>
    happening(`at once: ${two.map(sayRequest).join(' and ')}`, (world) => {
      met('two operations begin at once');
      return world.operateTwo(two);
    }),
  );

const around = (troubles: fc.Arbitrary<Trouble>): fc.Arbitrary<Happening> =>
  troubles.map(({ kind, words, happen }) =>
    happening(words, (world) => {
      if (happen(world) === false) return;
      met(kind);
      world.isDisturbed = true;
    }),
  );

const time: fc.Arbitrary<Happening> = fc.constantFrom(100, 5_000, 60_000, 60_000, 5_400_000).map((ms) =>
  happening(`${ms / 1000} s pass`, (world) => {
    if (ms > 3_600_000) met('more than an hour passes');
    return world.pass(ms);
  }),
);

/** Nobody types so fast that a cluster still shows the role that it has just lost. */
const BY_HAND_MS = 1_000;

const hand: fc.Arbitrary<Happening> = byHand.map(({ kind, words, happen }) =>
  happening(words, (world) => {
    happen(world);
    met(kind);
    world.isDisturbed = true;
    return world.pass(BY_HAND_MS);
  }),
);

const planned = fc.constantFrom(
  ask('switchover'),
  ask('switchover'),
  ask('switchover', { to: 'home' }),
  ask('failback'),
  ask('rejoin'),
  ask('dns-switch'),
  ask('link', { to: 'home' }),
  ask('link', { to: 'away' }),
);
const accept = fc.constantFrom<readonly Acceptance[]>(
  ['unfenced-primary'],
  ['loss'],
  ['foreign-weights'],
  ['vault-force'],
  ['unfenced-primary', 'loss'],
  ['part-lease'],
);
const unplanned = fc.oneof(
  fc.constantFrom(ask('failover'), ask('failover', { to: 'home' })),
  fc
    .tuple(fc.constantFrom('failover', 'switchover', 'rejoin' as const), accept)
    .map(([operation, accepted]) => ask(operation, { accept: accepted })),
);
const any = fc.oneof(planned, unplanned);

/** Nothing by which a write may be lost: whatever happens, none is. */
export const harmless: readonly fc.Arbitrary<Happening>[] = [
  operate(planned, harmlessTrouble),
  operate(planned, harmlessTrouble),
  operate(planned, harmlessTrouble),
  operateTwo(planned),
  around(harmlessTrouble),
  around(harmlessTrouble),
  time,
];

/** Everything that may happen to a pair. */
export const anything: readonly fc.Arbitrary<Happening>[] = [
  operate(unplanned, anyTrouble),
  operate(unplanned, anyTrouble),
  operate(any, anyTrouble),
  operate(any, anyTrouble),
  operateTwo(any),
  hand,
  around(anyTrouble),
  around(anyTrouble),
  time,
];
