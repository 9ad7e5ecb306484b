import fc from 'fast-check';
import type { OperationRequest } from '../../functions/dr-operations/event';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import type { Acceptance } from '../../functions/dr-operations/contract';
import { ask } from './ask';
import { byHand } from './by-hand';
import { anyTrouble, harmlessTrouble, pauses, vaultTrouble } from './drawn-troubles';
import { met, type TroubleKind } from './kinds';
import { FAULTS, type PlannedFault, type SimRun } from './sim-run';
import type { AnyWorld } from './sim-pair';
import type { RunOptions, SimWorld } from './sim-world';
import type { Trouble } from './troubles';

/** One thing that happens in a world. A counter-example prints `toString()`. */
export type Happening<W extends AnyWorld = SimWorld> = fc.AsyncCommand<object, W>;

export const happening = <W extends AnyWorld = SimWorld>(
  words: string,
  happen: (world: W) => void | Promise<unknown>,
): Happening<W> => ({
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
  const { operation, to, accept, dns } = asked;
  return `${operation}${to ? ` to ${to}` : ''}${dns === 'defer' ? ' without the name' : ''}${accept.length > 0 ? ` accepting ${accept.join(', ')}` : ''}`;
}

type AnyTrouble<W extends AnyWorld> = Trouble<TroubleKind | 'the process is paused', W>;

/** Something that happens while an operation runs. */
interface Middle<W extends AnyWorld> {
  readonly afterMs: number;
  readonly happen: (world: W, run: SimRun) => void;
  /** For a counter-example. */
  readonly words: string;
}

/** Milliseconds after an operation began; most values lie where an operation does most. */
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

const inTheMiddle = <W extends AnyWorld>(troubles: fc.Arbitrary<AnyTrouble<W>>): fc.Arbitrary<Middle<W>> =>
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

/** Ends a trouble that began while an operation ran. The operation may be over by then. */
function endIt<W extends AnyWorld>(world: W, run: SimRun, { kind, happen }: Trouble<TroubleKind, W>): void {
  if (happen(world, run) === false) return;
  met(run.isOver ? kind : `while an operation runs: ${kind}`);
}

/** How long a trouble lasts, milliseconds: values around the limits of the engine. */
const lastsMs = fc.constantFrom(300, 1_000, 2_500, 4_000, 7_000, 12_000);

/** A second operation that begins while the first one runs, in either region. */
const second = (requests: fc.Arbitrary<OperationRequest>): fc.Arbitrary<Middle<AnyWorld>> =>
  fc.tuple(moment, requests, cluster).map(([afterMs, asked, region]) => ({
    afterMs,
    words: `${sayRequest(asked)} begins in ${region} after ${afterMs / 1000} s`,
    happen: (world) => {
      met('while an operation runs: another operation begins');
      world.beginAlongside(asked, { region });
    },
  }));

const plain = <W extends AnyWorld>(middles: fc.Arbitrary<Middle<W>>): fc.Arbitrary<readonly Middle<W>[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(middles, { minLength: 1, maxLength: 3 }) },
  );

type How<W extends AnyWorld> = Omit<Required<RunOptions>, 'meanwhile' | 'moveNameByHand'> & {
  readonly meanwhile: readonly Middle<W>[];
};

const options = <W extends AnyWorld>(middles: fc.Arbitrary<Middle<W>>): fc.Arbitrary<How<W>> =>
  fc.record({
    region: cluster,
    faults: fc.array(fault, { maxLength: 3 }),
    skewMs: fc.constantFrom(0, 0, 0, 300_000, -300_000),
    meanwhile: plain(middles),
    budgetMs: fc.constantFrom(240_000, 240_000, 240_000, 240_000, 20_000, 4_000),
  });

function sayOptions<W extends AnyWorld>({ region, faults, skewMs, meanwhile, budgetMs }: How<W>): string {
  const parts = [
    `in ${region}`,
    ...faults.map(sayFault),
    ...(skewMs ? [`clock wrong by ${skewMs / 1000} s`] : []),
    ...(budgetMs < 240_000 ? [`${budgetMs / 1000} s of time`] : []),
    ...meanwhile.map(({ words }) => words),
  ];
  return `(${parts.join(', ')})`;
}

export const operate = <W extends AnyWorld = SimWorld>(
  requests: fc.Arbitrary<OperationRequest>,
  troubles: fc.Arbitrary<Trouble<TroubleKind, W>>,
): fc.Arbitrary<Happening<W>> =>
  fc
    .tuple(
      requests,
      options<W>(
        fc.oneof(
          { weight: 8, arbitrary: inTheMiddle<W>(troubles) },
          { weight: 1, arbitrary: inTheMiddle<W>(pauses) },
          { weight: 2, arbitrary: second(requests) },
        ),
      ),
    )
    .map(([asked, how]) =>
      happening<W>(`${sayRequest(asked)} ${sayOptions(how)}`, (world) => {
        for (const { kind } of how.faults) met(`a call meets a fault: ${kind}`);
        world.isDisturbed ||= how.faults.length > 0 || how.budgetMs < 240_000;
        if (how.skewMs) met('the clock of a Lambda is wrong');
        if (how.budgetMs < 240_000) met('an operation has little time');
        const meanwhile = how.meanwhile.map(({ afterMs, happen }) => ({
          afterMs,
          happen: (run: SimRun) => happen(world, run),
        }));
        return world.operate(asked, { ...how, meanwhile });
      }),
    );

export const operateTwo = (requests: fc.Arbitrary<OperationRequest>): fc.Arbitrary<Happening<AnyWorld>> =>
  fc.tuple(requests, requests).map((two) =>
    happening<AnyWorld>(`at once: ${two.map(sayRequest).join(' and ')}`, (world) => {
      met('two operations begin at once');
      return world.operateTwo(two);
    }),
  );

export const around = <W extends AnyWorld = SimWorld>(
  troubles: fc.Arbitrary<Trouble<TroubleKind, W>>,
): fc.Arbitrary<Happening<W>> =>
  troubles.map(({ kind, words, happen }) =>
    happening<W>(words, (world) => {
      if (happen(world) === false) return;
      met(kind);
      world.isDisturbed = true;
    }),
  );

export const time: fc.Arbitrary<Happening<AnyWorld>> = fc
  .constantFrom(100, 5_000, 60_000, 60_000, 5_400_000)
  .map((ms) =>
    happening<AnyWorld>(`${ms / 1000} s pass`, (world) => {
      if (ms > 3_600_000) met('more than an hour passes');
      return world.pass(ms);
    }),
  );

/** Pause after a change by hand: a person is slower than `oldRoleMs`, in which a cluster still shows its old role. */
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
  fc.constantFrom(
    ask('failover'),
    ask('failover', { to: 'home' }),
    ask('failover', { dns: 'defer' }),
    ask('failover', { to: 'home', dns: 'defer' }),
  ),
  fc
    .tuple(fc.constantFrom('failover', 'switchover', 'rejoin' as const), accept)
    .map(([operation, accepted]) => ask(operation, { accept: accepted })),
);
const any = fc.oneof(planned, unplanned);

/** Happenings by which no acknowledged write may be lost. */
export const harmless: readonly fc.Arbitrary<Happening>[] = [
  operate(planned, harmlessTrouble),
  operate(planned, harmlessTrouble),
  operate(planned, harmlessTrouble),
  operateTwo(planned),
  around(harmlessTrouble),
  around(harmlessTrouble),
  time,
];

/** The same, and clusters are upgraded, their licenses end, and their status endpoints are switched off. */
export const upgrades: readonly fc.Arbitrary<Happening>[] = [
  operate(planned, vaultTrouble),
  operate(planned, vaultTrouble),
  operate(fc.constantFrom(ask('switchover', { accept: ['license-ended'] }), ask('rejoin')), vaultTrouble),
  operateTwo(planned),
  around(vaultTrouble),
  around(vaultTrouble),
  time,
];

/** Every happening, including those that may lose writes. */
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
