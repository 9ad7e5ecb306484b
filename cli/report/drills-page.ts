import type { DrillRecord } from '../../functions/dr-operations/contract';
import { cellsOf } from '../render/drills';
import { renderDrillsPlot } from './drills-plot';
import { escape, PHONE_WIDTH, renderPage } from './page';

/** Most drills that a picture has room for. */
export const MOST_DRAWN = 24;

/** What the columns mean. */
const LEGEND =
  'RTO is for how long the client was not served. Where no client measured, as in a scheduled drill, it is the switch alone, ' +
  'and what DNS adds is not in it. RPO is the acknowledged writes that were lost. In the picture a circle is a switchover to ' +
  'away, a square one to home.';

/** The drills as a plot and a table: HTML for a page. @param drills newest first */
export function renderDrillsSection(drills: readonly DrillRecord[]): string {
  if (drills.length === 0) return '<p>The journal has no drill.</p>';
  const drawn = drills.slice(0, MOST_DRAWN);
  const rows = drills.flatMap((drill) =>
    cellsOf(drill).map(
      ([began = '', to = '', ...measured]) =>
        `<tr${rowClass(drill)}><td>${toTheMinute(began)}</td><td>${to}</td><td>${escape(inWords(measured))}</td></tr>`,
    ),
  );
  return `<p class="pale">${LEGEND}</p>
${renderDrillsPlot(drawn, { shownOn: 'wide' })}
${renderDrillsPlot(drawn, { shownOn: 'phone', width: PHONE_WIDTH })}
<table><tr><th>UTC</th><th>To</th><th>Measured</th></tr>
${rows.join('\n')}
</table>`;
}

const rowClass = ({ verdict }: DrillRecord): string => (verdict === 'missed' ? ' class="missed"' : '');

const toTheMinute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** @param cells those of the table in the terminal, after the first two */
const inWords = ([outcome, rto, target, rpo, by, verdict]: readonly string[]): string =>
  `${outcome}; RTO ${rto} (target ${target}), RPO ${rpo}, measured by ${by}; drill ${verdict}`;

/** A page with the drills of an environment. @param drills newest first */
export function renderDrillsPage(environment: string, drills: readonly DrillRecord[]): string {
  const met = drills.filter(({ verdict }) => verdict === 'met').length;
  const lead = `${met} of the last ${drills.length} drills of ${environment} met their targets.`;
  return renderPage(`Drills of ${environment}`, `<p class="lead">${escape(lead)}</p>\n${renderDrillsSection(drills)}`);
}
