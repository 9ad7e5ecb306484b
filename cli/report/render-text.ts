import { MEANINGS, seconds, SPAN_STATES, type Lane, type SpanState, type Timeline } from './timeline';

const BAR_WIDTH = 72;

/** A character and an ANSI colour code for each state, so that the bar is readable without colours. */
const SIGNS: Readonly<Record<SpanState, { readonly sign: string; readonly colour: number }>> = {
  writable: { sign: '█', colour: 32 },
  following: { sign: '▒', colour: 34 },
  changing: { sign: '~', colour: 33 },
  down: { sign: 'x', colour: 31 },
  neutral: { sign: '·', colour: 2 },
};

type AnsiPaint = (code: number, text: string) => string;

/** Renders a run for a terminal, without its events, which were printed while they happened. */
export function renderText({ title, sentence, durationMs, lanes, figures }: Timeline, colours: boolean): string {
  const paint: AnsiPaint = (code, text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const width = Math.max(0, ...figures.map(({ name }) => name.length));
  return [
    '',
    paint(1, title),
    '',
    sentence,
    '',
    ...lanes.map((lane) => `  ${lane.name.padEnd(11)}  ${bar(lane, durationMs, paint)}`),
    `  ${''.padEnd(11)}  ${'0 s'.padEnd(BAR_WIDTH - 8)}${seconds(durationMs).padStart(8)}`,
    '',
    `  ${legend(paint)}`,
    '',
    ...lanes.flatMap(({ name, spans }) => [
      `  ${name}`,
      ...spans.map(
        ({ fromMs, toMs, label }) => `    ${seconds(fromMs).padStart(9)} – ${seconds(toMs).padStart(9)}  ${label}`,
      ),
    ]),
    '',
    paint(1, 'Figures'),
    '',
    ...figures.map(({ name, value, expected, ok }) => {
      const mark = ok ? paint(32, 'ok  ') : paint(31, 'FAIL');
      return `  ${mark}  ${name.padEnd(width)}  ${value}${expected === undefined ? '' : paint(2, `  (expected: ${expected})`)}`;
    }),
    '',
  ].join('\n');
}

/** Each cell shows the state at its middle. In neutral spans, `|` marks the beginning of a span. */
function bar({ spans }: Lane, durationMs: number, paint: AnsiPaint): string {
  return Array.from({ length: BAR_WIDTH }, (_, cell) => {
    const middle = ((cell + 0.5) / BAR_WIDTH) * durationMs;
    const index = spans.findIndex(({ fromMs, toMs }) => fromMs <= middle && middle < toMs);
    const span = spans[index];
    if (!span) return ' ';
    const { sign, colour } = SIGNS[span.state];
    const isFirst = index > 0 && middle - span.fromMs <= durationMs / BAR_WIDTH;
    return paint(colour, span.state === 'neutral' && isFirst ? '|' : sign);
  }).join('');
}

const legend = (paint: AnsiPaint): string =>
  SPAN_STATES.filter((state) => state !== 'neutral')
    .map((state) => `${paint(SIGNS[state].colour, SIGNS[state].sign)} ${MEANINGS[state]}`)
    .join('   ');
