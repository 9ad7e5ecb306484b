import { cpus } from 'node:os';
import { PROBE_MS } from './budgets';
import type { Figure } from './figure';
import { judgeAll, stretchOf } from './figures';
import type { Options } from './options';
import type { Samples, SwapName } from './samples';
import { typical } from './statistics';
import type { Situation, Swap } from './swap';
import type { Bar } from './timeline';

/** A move of the primary for the picture: a typical run and a typical run of the floor. */
export interface Drawn {
  readonly title: string;
  /** Meaning of the two durations. */
  readonly measure: string;
  readonly durationMs: number;
  readonly floorMs: number;
  readonly swap: Swap;
  readonly floor: Swap;
}

/** The result of one way to move the primary in one situation. */
export interface Compared {
  readonly situation: Situation;
  readonly who: string;
  readonly order: string;
  readonly swap: Swap;
  /** Whether it ended before its replay was stopped. */
  readonly ended: boolean;
  /** Time until the client writes again, relative to this system; `undefined` when it never does. */
  readonly ratio: number | undefined;
}

/** Everything in the report. */
export interface Report {
  /** ISO 8601. */
  readonly measuredAt: string;
  /** Processors, Node version, and how busy the machine was. */
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
    machine: describeMachine(stretchOf(samples)),
    runs,
    pace,
    figures: judgeAll(samples),
    drawn: draw(samples),
    compared: compare(samples),
  };
}

const describeMachine = (stretch: number): string =>
  `${cpus().length} processors with Node ${process.versions.node}, where an empty process took ${stretch.toFixed(1)} ` +
  'times its time on a processor';

const typicalSwap = ({ swaps }: Samples, name: SwapName): Swap =>
  typical(swaps[name], ({ clientBackMs }) => clientBackMs ?? Infinity);

function draw(samples: Samples): Drawn[] {
  const failoverFloor = typicalSwap(samples, 'failoverFloor');
  return [
    drawFailover('refuses', typicalSwap(samples, 'failoverRefused'), failoverFloor),
    drawFailover('black-holed', typicalSwap(samples, 'failoverBlackHoled'), afterProbe(failoverFloor)),
    drawSwitchover(typicalSwap(samples, 'switchover'), typicalSwap(samples, 'switchoverFloor')),
  ];
}

const drawFailover = (how: string, swap: Swap, floor: Swap): Drawn => ({
  title: `Failover, primary ${how}`,
  measure: 'the client writes again after',
  durationMs: swap.clientBackMs ?? Infinity,
  floorMs: floor.clientBackMs ?? Infinity,
  swap,
  floor,
});

const drawSwitchover = (swap: Swap, floor: Swap): Drawn => ({
  title: 'Switchover',
  measure: 'the client has no writable primary for',
  durationMs: swap.clientGapMs,
  floorMs: floor.clientGapMs,
  swap,
  floor,
});

/** The floor after one probe of a primary that does not answer. */
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
