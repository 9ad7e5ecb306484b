import { duration } from '../render/format';
import { drawLine, drawRect, drawText, stack, type Panel } from '../render/svg';
import { PROMOTE_MS } from './fleet-world';

/** What was measured for one number of pairs. */
export interface FleetSample {
  readonly pairs: number;
  readonly synthesisMs: number;
  /** Time on a processor. */
  readonly synthesisCpuMs: number;
  readonly templateBytes: number;
  /** From the start of the state machine to its end, `INSYNC` and checks included. */
  readonly evacuationMs: number;
  /** Change batches that Route 53 got. */
  readonly batches: number;
}

/** How much more than the number of pairs something may grow, because of noise. */
const MOST_GROWTH = 1.3;
const CONCURRENCY = 20;

type Measure = 'synthesisCpuMs' | 'templateBytes' | 'evacuationMs';
const MEASURES: readonly {
  readonly name: Measure;
  readonly title: string;
  readonly tell: (value: number) => string;
}[] = [
  { name: 'synthesisCpuMs', title: 'synthesis, time on a processor', tell: duration },
  { name: 'templateBytes', title: 'size of the templates', tell: (bytes) => `${(bytes / 1024).toFixed(0)} KiB` },
  { name: 'evacuationMs', title: 'evacuation', tell: duration },
];

/** Whether nothing grows faster than the number of pairs. Pure. */
export const isLinear = (samples: readonly FleetSample[]): boolean =>
  samples.every((sample, i) => {
    const before = samples[i - 1];
    if (before === undefined) return true;
    const most = (sample.pairs / before.pairs) * MOST_GROWTH;
    return MEASURES.every(({ name }) => sample[name] <= before[name] * most) && sample.batches === before.batches;
  });

/** For docs/bench. */
export const renderFleet = (samples: readonly FleetSample[]): string =>
  [
    '# Many pairs',
    '<!-- written by make bench-fleet -->',
    '![Synthesis, size and evacuation of 1, 10 and 100 pairs](fleet.svg)',
    [
      '| pairs | synthesis | on a processor | templates | per pair | evacuation | per pair | change batches |',
      '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...samples.map(
        ({ pairs, synthesisMs, synthesisCpuMs, templateBytes, evacuationMs, batches }) =>
          `| ${pairs} | ${duration(synthesisMs)} | ${duration(synthesisCpuMs)} | ${kib(templateBytes)} | ` +
          `${kib(templateBytes / pairs)} | ${duration(evacuationMs)} | ${duration(evacuationMs / pairs)} | ${batches} |`,
      ),
    ].join('\n'),
    isLinear(samples)
      ? 'Nothing grows faster than the number of pairs, and all names move in one change batch.'
      : 'Something grows faster than the number of pairs.',
    `The emulated AWS runs the state machine with ${CONCURRENCY} pairs at a time, the Lambda that moves the names, two lease ` +
      `tables for each pair and one zone. A stand-in takes ${PROMOTE_MS / 1000} s for each promotion, because ` +
      '[the other figures](figures.md) measure a real one.',
    '',
  ].join('\n\n');

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;

const LEFT = 90;
const PLOT = 560;
const ROW = 24;

/** One bar for each measurement; the thin line shows where it would end if it grew as the number of pairs. */
export const renderFleetSvg = (samples: readonly FleetSample[]): string =>
  stack(
    'Many pairs',
    MEASURES.map(({ name, title, tell }) => (y: number): Panel => {
      const [first] = samples;
      const linear = ({ pairs }: FleetSample): number => (first ? (first[name] / first.pairs) * pairs : 0);
      const longest = Math.max(...samples.flatMap((sample) => [sample[name], linear(sample)]));
      const width = (value: number): number => (value / longest) * PLOT;
      const top = y + 30;
      return {
        height: 30 + samples.length * ROW + 24,
        content: [
          drawText(0, y + 14, title, { bold: true, size: 14 }),
          ...samples.flatMap((sample, i) => {
            const at = top + i * ROW;
            const label = `${sample.pairs} ${sample.pairs === 1 ? 'pair' : 'pairs'}`;
            const end = LEFT + width(linear(sample));
            return [
              drawText(LEFT - 8, at + 13, label, { anchor: 'end' }),
              drawRect({ x: LEFT, y: at + 3, width: Math.max(1, width(sample[name])), height: 14 }, '#1971c2', label),
              drawLine({ x: end, from: at, to: at + 20 }, '#495057'),
              drawText(LEFT + PLOT + 12, at + 13, tell(sample[name])),
            ];
          }),
        ].join('\n'),
      };
    }),
  );
