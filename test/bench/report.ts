import { cpus, loadavg } from 'node:os';
import { BUNDLE_BYTES, COLD_IMPORT_MS, OVER_FLOOR_MS, PROBE_MS, RELINK_MS, SYNTHESIS } from './budgets';
import { aboveFloor, alone, exactly, type Figure } from './figure';
import type { Options } from './options';
import type { Samples, SwapName } from './samples';
import { longer, median, summarise, typical, type Summary } from './statistics';
import type { Situation, Swap } from './swap';
import type { Bar } from './timeline';

/** A move of the primary to be drawn: a typical run beside a typical run of the floor. */
export interface Drawn {
  readonly title: string;
  /** What its duration is called, and how it is read from a swap. */
  readonly measure: string;
  readonly durationMs: (swap: Swap) => number;
  readonly swap: Swap;
  readonly floor: Swap;
}

/** What one way of moving the primary did in one situation. */
export interface Compared {
  readonly situation: Situation;
  readonly who: string;
  readonly order: string;
  readonly swap: Swap;
  readonly ended: boolean;
  /** How many times longer than this system until the client is back; `undefined` when it is never back. */
  readonly ratio: number | undefined;
}

/** Everything that is shown. */
export interface Report {
  /** ISO 8601. */
  readonly measuredAt: string;
  /** Processors, version of Node, and how busy the machine was. */
  readonly machine: string;
  readonly runs: number;
  readonly pace: number;
  readonly figures: readonly Figure[];
  readonly drawn: readonly Drawn[];
  readonly compared: readonly Compared[];
}

export const OURS = 'this system';

export function buildReport(samples: Samples, { runs, pace }: Options): Report {
  return {
    measuredAt: new Date().toISOString(),
    machine: `${cpus().length} processors, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}`,
    runs,
    pace,
    figures: [...figuresOfSwaps(samples), ...figuresOfBundles(samples), ...figuresOfSynthesis(samples)],
    drawn: draw(samples),
    compared: compare(samples),
  };
}

const OVER_FLOOR = `floor + ${OVER_FLOOR_MS} ms`;
const PROBED = `floor with the ${PROBE_MS} ms of the one probe + ${OVER_FLOOR_MS} ms`;

function figuresOfSwaps({ swaps }: Samples): Figure[] {
  const of = (name: SwapName, value: (swap: Swap) => number | undefined): Summary =>
    summarise(swaps[name].map((swap) => value(swap) ?? Infinity));
  const failover = (name: SwapName, how: string, probeMs: number, budget: string): Figure[] => [
    aboveFloor(
      { what: `failover, ${how}: trigger → name points at the new primary`, unit: 'ms', measured: of(name, nameMs) },
      longer(of('failoverFloor', nameMs), probeMs),
      OVER_FLOOR_MS,
      budget,
    ),
    aboveFloor(
      { what: `failover, ${how}: trigger → first acknowledged write`, unit: 'ms', measured: of(name, clientBackMs) },
      longer(of('failoverFloor', clientBackMs), probeMs),
      OVER_FLOOR_MS,
      budget,
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
      of('switchoverFloor', ({ clientGapMs }) => clientGapMs),
      OVER_FLOOR_MS,
      OVER_FLOOR,
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

/** How many times the work of half of the pairs all of them are; what an empty app needs is subtracted. */
export function growth({ none, half, all }: Samples['pairs']): number {
  const [base, some, every] = [none, half, all].map((runs) => median(runs.map(({ cpuMs }) => cpuMs)));
  return ((every ?? NaN) - (base ?? NaN)) / ((some ?? NaN) - (base ?? NaN));
}

const typicalSwap = ({ swaps }: Samples, name: SwapName): Swap =>
  typical(swaps[name], ({ clientBackMs }) => clientBackMs ?? Infinity);

function draw(samples: Samples): Drawn[] {
  const failoverFloor = typicalSwap(samples, 'failoverFloor');
  const failover = (how: string, name: SwapName, floor: Swap): Drawn => ({
    title: `Failover, primary ${how}`,
    measure: 'the client writes again after',
    durationMs: (swap) => swap.clientBackMs ?? Infinity,
    swap: typicalSwap(samples, name),
    floor,
  });
  return [
    failover('refuses', 'failoverRefused', failoverFloor),
    failover('black-holed', 'failoverBlackHoled', afterProbe(failoverFloor)),
    {
      title: 'Switchover',
      measure: 'the client has no writable primary for',
      durationMs: ({ clientGapMs }) => clientGapMs,
      swap: typicalSwap(samples, 'switchover'),
      floor: typicalSwap(samples, 'switchoverFloor'),
    },
  ];
}

/** The floor of whoever has to find out first that the primary does not answer. */
export function afterProbe(floor: Swap): Swap {
  const later = (ms: number | undefined): number | undefined => (ms !== undefined ? ms + PROBE_MS : undefined);
  const probe: Bar = { name: 'one probe times out', tone: 'wait', fromMs: 0, toMs: PROBE_MS };
  return {
    ...floor,
    bars: [probe, ...floor.bars.map((bar) => ({ ...bar, fromMs: bar.fromMs + PROBE_MS, toMs: bar.toMs + PROBE_MS }))],
    nameMs: later(floor.nameMs),
    servesMs: later(floor.servesMs),
    clientBackMs: later(floor.clientBackMs),
  };
}

const OURS_IN: Readonly<Record<Situation, SwapName>> = {
  healthy: 'switchover',
  refused: 'failoverRefused',
  'black-holed': 'failoverBlackHoled',
};

function compare(samples: Samples): Compared[] {
  return (Object.keys(OURS_IN) as Situation[]).flatMap((situation) => {
    const ours = typicalSwap(samples, OURS_IN[situation]);
    const order = situation === 'healthy' ? 'switchover' : 'failover';
    const others = samples.schedules
      .filter((replayed) => replayed.situation === situation)
      .map(({ schedule, order, swap, ended }) => ({
        situation,
        who: schedule,
        order,
        swap,
        ended,
        ratio: ratio(swap, ours),
      }));
    return [{ situation, who: OURS, order, swap: ours, ended: true, ratio: 1 }, ...others];
  });
}

const ratio = (theirs: Swap, ours: Swap): number | undefined =>
  theirs.clientBackMs !== undefined && ours.clientBackMs ? theirs.clientBackMs / ours.clientBackMs : undefined;
