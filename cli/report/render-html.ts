import { escape, PAGE_WIDTH, renderPage, ticks } from './page';
import { seconds, type Lane, type SpanState, type Timeline } from './timeline';

const LEFT = 130;
const LANE_HEIGHT = 30;
const LANE_GAP = 16;
const TOP = 40;

const COLOURS: Record<SpanState, string> = {
  writable: '#2f9e44',
  following: '#74a9d8',
  changing: '#f0b429',
  down: '#c92a2a',
  neutral: '#868e96',
};

const LEGEND: Record<SpanState, string> = {
  writable: 'accepts writes',
  following: 'secondary',
  changing: 'restarting',
  down: 'unreachable or not writable',
  neutral: 'other',
};

/** Renders a run as an HTML page. */
export function renderHtml(timeline: Timeline): string {
  const { title, place, startedAt, events, figures, durationMs } = timeline;
  const rows = [...events]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, text }, index) => `<tr><td>${index + 1}</td><td>${seconds(atMs)}</td><td>${escape(text)}</td></tr>`);
  const results = figures.map(
    ({ name, value, expected, ok }) =>
      `<tr class="${ok ? 'ok' : 'fail'}"><td>${ok ? '✓' : '✗'}</td><td>${escape(name)}</td><td>${escape(value)}</td>` +
      `<td>${escape(expected ?? '')}</td></tr>`,
  );
  return renderPage(
    title,
    `<p>Run in ${escape(place)} at ${escape(startedAt)}; it took ${seconds(durationMs)}.</p>
${renderSvg(timeline)}
<h2>Figures</h2>
<table><tr><th></th><th>What</th><th>Measured</th><th>Expected</th></tr>
${results.join('\n')}
</table>
<h2>What happened when</h2>
<table><tr><th>#</th><th>After</th><th>What</th></tr>
${rows.join('\n')}
</table>`,
  );
}

/** Renders a run as an SVG picture that can also be used alone. */
export function renderSvg({ lanes, events, durationMs }: Timeline): string {
  const scale = (ms: number): number => LEFT + (ms / durationMs) * (PAGE_WIDTH - LEFT - 10);
  const bottom = TOP + lanes.length * (LANE_HEIGHT + LANE_GAP);
  const marks = [...events].sort((a, b) => a.atMs - b.atMs);
  const height = bottom + 60;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="12" viewBox="0 0 ${PAGE_WIDTH} ${height}" role="img" aria-label="Timeline: which cluster accepted writes at which time">`,
    ...ticks(durationMs).map(
      (ms) =>
        `<line x1="${scale(ms).toFixed(1)}" y1="${TOP - 6}" x2="${scale(ms).toFixed(1)}" y2="${bottom}" stroke="#e9ecef"/>` +
        `<text x="${scale(ms).toFixed(1)}" y="${bottom + 14}" text-anchor="middle" fill="#868e96">${ms / 1000} s</text>`,
    ),
    ...lanes.map((lane, index) => renderLane(lane, TOP + index * (LANE_HEIGHT + LANE_GAP), scale)),
    ...marks.map(({ atMs, text }, index) => {
      const x = scale(atMs).toFixed(1);
      // Three heights keep the numbers of nearby events apart.
      const y = 10 + (index % 3) * 9;
      return (
        `<g><title>${escape(`${seconds(atMs)} ${text}`)}</title>` +
        `<line x1="${x}" y1="${y + 2}" x2="${x}" y2="${bottom}" stroke="#212529" stroke-dasharray="2 3" opacity=".35"/>` +
        `<text x="${x}" y="${y}" text-anchor="middle" fill="#212529">${index + 1}</text></g>`
      );
    }),
    ...(Object.keys(LEGEND) as SpanState[]).map(
      (state, index) =>
        `<rect x="${LEFT + index * 190}" y="${bottom + 30}" width="12" height="12" fill="${COLOURS[state]}"/>` +
        `<text x="${LEFT + index * 190 + 18}" y="${bottom + 40}">${LEGEND[state]}</text>`,
    ),
    '</svg>',
  ].join('\n');
}

function renderLane({ name, spans }: Lane, y: number, scale: (ms: number) => number): string {
  return [
    `<text x="${LEFT - 10}" y="${y + 19}" text-anchor="end">${escape(name)}</text>`,
    ...spans.map(({ fromMs, toMs, state, label }) => {
      const x = scale(fromMs);
      const width = Math.max(1, scale(toMs) - x);
      const fits = width > label.length * 6.5;
      return (
        `<g><title>${escape(`${label}: ${seconds(fromMs)} – ${seconds(toMs)}`)}</title>` +
        `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${LANE_HEIGHT}" fill="${COLOURS[state]}"/>` +
        (fits ? `<text x="${(x + 6).toFixed(1)}" y="${y + 19}" fill="#fff">${escape(label)}</text>` : '') +
        '</g>'
      );
    }),
  ].join('\n');
}
