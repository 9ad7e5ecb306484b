import { BUNDLE_BYTES, COLD_IMPORT_MS, OVER_FLOOR_MS, PROBE_MS, RELINK_MS, SYNTHESIS } from './budgets';
import { aboveFloor, alone, exactly, type Figure, type FloorBudget } from './figure';
import type { Samples, SwapName } from './samples';
import { longer, median, summarise, type Summary } from './statistics';
import type { Swap } from './swap';

/** Judges everything that has a budget. */
export const judgeAll = (samples: Samples): Figure[] => [
  ...figuresOfSwaps(samples),
  ...figuresOfBundles(samples),
  ...figuresOfSynthesis(samples),
];

/** Median duration of an empty process divided by its processor time; at least 1. */
export const stretchOf = ({ empty }: Pick<Samples, 'empty'>): number =>
  Math.max(1, median(empty.map(({ ms, cpuMs }) => ms / cpuMs)));

const OVER_FLOOR = `floor + ${OVER_FLOOR_MS} ms`;
const PROBED = `floor with its probe of ${PROBE_MS} ms + ${OVER_FLOOR_MS} ms`;

function figuresOfSwaps(samples: Samples): Figure[] {
  const stretch = stretchOf(samples);
  const of = (name: SwapName, value: (swap: Swap) => number | undefined): Summary =>
    summarise(samples.swaps[name].map((swap) => value(swap) ?? Infinity));
  const beside = (floor: Summary, budget: string): FloorBudget => ({ floor, allowed: OVER_FLOOR_MS, budget, stretch });
  const failover = (name: SwapName, how: string, probeMs: number, budget: string): Figure[] => [
    aboveFloor(
      { what: `failover, ${how}: trigger → name points at the new primary`, unit: 'ms', measured: of(name, nameMs) },
      beside(longer(of('failoverFloor', nameMs), probeMs), budget),
    ),
    aboveFloor(
      { what: `failover, ${how}: trigger → first acknowledged write`, unit: 'ms', measured: of(name, clientBackMs) },
      beside(longer(of('failoverFloor', clientBackMs), probeMs), budget),
    ),
  ];
  return [
    ...failover('failoverRefused', 'primary refuses', 0, OVER_FLOOR),
    ...failover('failoverRefusedWarm', 'primary refuses, warm Lambda', 0, OVER_FLOOR),
    ...failover('failoverBlackHoled', 'primary black-holed', PROBE_MS, PROBED),
    aboveFloor(
      {
        what: 'switchover: client without a writable primary',
        unit: 'ms',
        measured: of('switchover', ({ clientGapMs }) => clientGapMs),
      },
      beside(
        of('switchoverFloor', ({ clientGapMs }) => clientGapMs),
        OVER_FLOOR,
      ),
    ),
    exactly(
      {
        what: 'switchover: lost acknowledged writes',
        unit: 'writes',
        measured: of('switchover', ({ lostWrites }) => lostWrites),
      },
      0,
      'none',
    ),
    {
      ...exactly(
        {
          what: 'switchover: old primary can be linked → it follows',
          unit: 'ms',
          measured: of('switchover', relinkMs),
        },
        RELINK_MS,
        `${RELINK_MS} ms`,
      ),
      floor: of('switchoverFloor', relinkMs),
    },
  ];
}

const nameMs = (swap: Swap): number | undefined => swap.nameMs;
const clientBackMs = (swap: Swap): number | undefined => swap.clientBackMs;
const relinkMs = ({ linkableMs, linkedMs }: Swap): number | undefined =>
  linkableMs !== undefined && linkedMs !== undefined ? linkedMs - linkableMs : undefined;

function figuresOfBundles({ bundles }: Samples): Figure[] {
  return [
    ...bundles.map(({ name, bytes }) =>
      exactly(
        { what: `bundle ${name}, zipped`, unit: 'KiB', measured: summarise([bytes / 1024]) },
        BUNDLE_BYTES[name] / 1024,
        `${BUNDLE_BYTES[name] / 1024} KiB`,
      ),
    ),
    ...bundles.map(({ name, imports }) =>
      alone(
        { what: `bundle ${name}, cold import`, unit: 'ms', measured: summarise(imports.map(({ ms }) => ms)) },
        summarise(imports.map(({ cpuMs }) => cpuMs)),
        COLD_IMPORT_MS[name],
        `${COLD_IMPORT_MS[name]} ms`,
      ),
    ),
  ];
}

function figuresOfSynthesis({ dev, pairs }: Samples): Figure[] {
  const ms = summarise(dev.map((run) => run.ms));
  const cpu = summarise(dev.map((run) => run.cpuMs));
  const allCpu = summarise(pairs.all.map((run) => run.cpuMs));
  return [
    alone({ what: 'synthesis of live/dev', unit: 'ms', measured: ms }, cpu, SYNTHESIS.ms, `${SYNTHESIS.ms} ms`),
    exactly(
      { what: 'synthesis of live/dev, memory', unit: 'MiB', measured: summarise(dev.map(({ kib }) => kib / 1024)) },
      SYNTHESIS.kib / 1024,
      `${SYNTHESIS.kib / 1024} MiB`,
    ),
    alone(
      {
        what: `synthesis of ${SYNTHESIS.pairs} pairs in one app`,
        unit: 'ms',
        measured: summarise(pairs.all.map((run) => run.ms)),
      },
      allCpu,
      SYNTHESIS.pairsMs,
      `${SYNTHESIS.pairsMs} ms`,
    ),
    exactly(
      {
        what: `${SYNTHESIS.pairs} pairs against ${SYNTHESIS.pairs / 2}, time on a processor`,
        unit: '×',
        measured: summarise([growth(pairs)]),
      },
      SYNTHESIS.mostGrowth,
      `linear: 2, at most ${SYNTHESIS.mostGrowth}`,
    ),
  ];
}

/** Processor time for all pairs relative to half of them, without the time of an empty app. */
export function growth({ none, half, all }: Samples['pairs']): number {
  const [base, some, every] = [none, half, all].map((runs) => median(runs.map(({ cpuMs }) => cpuMs)));
  return ((every ?? NaN) - (base ?? NaN)) / ((some ?? NaN) - (base ?? NaN));
}
