/** HTML pages and SVG pictures that load nothing: no script, no font, no image. */

/** Width of a page and of its pictures, pixels. */
export const PAGE_WIDTH = 1100;

/** Escapes text for HTML and SVG. */
export const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** @param body HTML */
export function renderPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: ${PAGE_WIDTH}px; margin: 2rem auto; padding: 0 1rem; color: #212529; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #e9ecef; vertical-align: top; }
.ok td:first-child { color: #2f9e44; } .fail td { color: #c92a2a; font-weight: 600; }
svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
${body}
</body>
</html>
`;
}

/** About ten round values for the ticks of a time axis, milliseconds. */
export function ticks(durationMs: number): number[] {
  const step = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000].find((ms) => durationMs / ms <= 12);
  const every = step ?? 120_000;
  return Array.from({ length: Math.floor(durationMs / every) + 1 }, (_, index) => index * every);
}
