import { seconds, type Timeline } from './timeline';

/** Renders a run for a terminal; colours only where they are wanted. */
export function renderText({ title, durationMs, events, lanes, figures }: Timeline, colours: boolean): string {
  const paint = (code: number, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const width = Math.max(...figures.map(({ name }) => name.length));
  return [
    '',
    paint(1, title),
    '',
    ...[...events]
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ atMs, text }) => `  ${paint(2, seconds(atMs).padStart(9))}  ${text}`),
    '',
    paint(1, 'Who was what'),
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
    `  ${seconds(durationMs)} in all`,
    '',
  ].join('\n');
}
