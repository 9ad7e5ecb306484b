import type { DrillRecord } from '../../functions/dr-operations/contract';
import { cellsOf, DRILL_COLUMNS } from '../render/drills';
import { renderDrillsPlot } from './drills-plot';
import { escape, PHONE_WIDTH, renderPage } from './page';

/** Most drills that a picture has room for. */
export const MOST_DRAWN = 24;

/** What the columns mean. */
const LEGEND =
  'RTO is for how long the client was not served. Where no client measured, as in a scheduled drill, it is the switch alone, ' +
  'and what DNS adds is not in it. RPO is the acknowledged writes that were lost.';

/** The drills as a plot and a table: HTML for a page. @param drills newest first */
export function renderDrillsSection(drills: readonly DrillRecord[]): string {
  if (drills.length === 0) return '<p>The journal has no drill.</p>';
  const drawn = drills.slice(0, MOST_DRAWN);
  const rows = drills.flatMap((drill) =>
    cellsOf(drill).map((cells) => `<tr${rowClass(drill)}>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`),
  );
  return `<p class="pale">${LEGEND}</p>
${renderDrillsPlot(drawn, { shownOn: 'wide' })}
${renderDrillsPlot(drawn, { shownOn: 'phone', width: PHONE_WIDTH })}
<div class="wide-table"><table><tr>${DRILL_COLUMNS.map((name) => `<th>${headOf(name)}</th>`).join('')}</tr>
${rows.join('\n')}
</table></div>`;
}

const rowClass = ({ verdict }: DrillRecord): string => (verdict === 'missed' ? ' class="missed"' : '');

/** `MEASURED BY` as `Measured by`; RTO and RPO stay. */
const headOf = (name: string): string =>
  /^R[TP]O$/.test(name) ? name : `${name.slice(0, 1)}${name.slice(1).toLowerCase()}`;

/** A page with the drills of an environment. @param drills newest first */
export function renderDrillsPage(environment: string, drills: readonly DrillRecord[]): string {
  const met = drills.filter(({ verdict }) => verdict === 'met').length;
  const lead = `${met} of the last ${drills.length} drills of ${environment} met their targets.`;
  return renderPage(`Drills of ${environment}`, `<p class="lead">${escape(lead)}</p>\n${renderDrillsSection(drills)}`);
}
