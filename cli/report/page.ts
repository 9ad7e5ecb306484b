/** HTML pages and SVG pictures that load nothing: no script, no font, no image. */

/** Width of a picture on a wide page, pixels. */
export const PAGE_WIDTH = 1100;
/** Width of a picture on a phone, pixels. */
export const PHONE_WIDTH = 340;

/** Escapes text for HTML and SVG. */
export const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** The colours of light mode. Text has a contrast of 4.5 or more with what is behind it, here and in dark mode. */
const LIGHT = {
  surface: '#fff',
  ink: '#212529',
  pale: '#5c636a',
  line: '#ced4da',
  'on-state': '#fff',
  writable: '#1f7a34',
  following: '#1c6aa8',
  changing: '#8a5a00',
  down: '#b42318',
  neutral: '#5c636a',
} as const;
type Colour = keyof typeof LIGHT;

const DARK: Readonly<Record<Colour, string>> = {
  surface: '#16191d',
  ink: '#e9ecef',
  pale: '#adb5bd',
  line: '#495057',
  'on-state': '#16191d',
  writable: '#69db7c',
  following: '#74c0fc',
  changing: '#ffd43b',
  down: '#ff8787',
  neutral: '#adb5bd',
};

const variables = (colours: Readonly<Record<Colour, string>>): string =>
  `:root { color-scheme: light dark; ${Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ')} }`;

/** The colours as variables, for pages and pictures. */
export const PALETTE = `${variables(LIGHT)}\n@media (prefers-color-scheme: dark) { ${variables(DARK)} }`;

/** Colours of a shape. Where styles are not allowed, as in the reports of Jenkins, it has those of light mode. */
export const colours = (fill: Colour | 'none', stroke?: Colour): string =>
  [
    `class="${[`fill-${fill}`, ...(stroke ? [`stroke-${stroke}`] : [])].join(' ')}"`,
    `fill="${fill === 'none' ? fill : LIGHT[fill]}"`,
    ...(stroke ? [`stroke="${LIGHT[stroke]}"`] : []),
  ].join(' ');

/** The rules for `colours`. */
export const COLOUR_RULES = (Object.keys(LIGHT) as Colour[])
  .map((name) => `.fill-${name} { fill: var(--${name}); } .stroke-${name} { stroke: var(--${name}); }`)
  .join('\n');

/** @param body HTML */
export function renderPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
${PALETTE}
body { font: 15px/1.5 system-ui, sans-serif; max-width: ${PAGE_WIDTH}px; margin: 2rem auto; padding: 0 1rem; }
body { color: var(--ink); background: var(--surface); overflow-wrap: break-word; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.lead { font-size: 1.15rem; max-width: 46rem; } .pale { color: var(--pale); }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child, .time { white-space: nowrap; } td:last-child { overflow-wrap: anywhere; }
.ok td:first-child { color: var(--writable); } .fail td { color: var(--down); font-weight: 600; }
.missed td { color: var(--down); }
svg { display: block; width: 100%; height: auto; }
svg.phone { display: none; max-width: 480px; }
@media (max-width: ${PAGE_WIDTH}px) { svg.wide { display: none; } svg.phone { display: block; } }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
${body}
</body>
</html>
`;
}

const STEPS_MS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600].map((seconds) => seconds * 1000);

/** Round values for the ticks of a time axis, milliseconds. */
export function ticks(durationMs: number, atMost = 12): number[] {
  const steps = [100, 200, 500, ...STEPS_MS];
  const every = steps.find((ms) => durationMs / ms <= atMost) ?? 3_600_000 * Math.ceil(durationMs / atMost / 3_600_000);
  return Array.from({ length: Math.floor(durationMs / every) + 1 }, (_, index) => index * every);
}
