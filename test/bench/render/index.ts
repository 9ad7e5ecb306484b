import { escape, renderPage } from '../../../cli/report/page';
import { ROLE_CHANGES } from '../budgets';
import type { Report } from '../report';
import { drawComparison } from './comparison';
import { stack } from './svg';
import { comparisonTable, figuresTable, renderMarkdownTable, renderText, type Table } from './tables';
import { drawWaterfalls } from './waterfall';

/** Explains what the figures mean and how they are judged. */
const EXPLAINED = [
  `Local world: emulated AWS, two simulated clusters (promote ${ROLE_CHANGES.promoteMs / 1000} s, demote ` +
    `${ROLE_CHANGES.demoteMs / 1000} s), the Lambda bundles as deployed. Each run ` +
    'is a new world, so every failover and switchover starts a cold Lambda unless the row says warm.',
  'Floor: the same move with only the calls that no engine can avoid, without observation, lease, journal or Lambda: promote ' +
    'and change the name; for a switchover also demote before and link afterwards. Measured in the same rounds.',
  'Clients: one follows DNS (50 writes a second; 10 beside the schedules), one keeps the first address for ever (5 a ' +
    'second). A failover loses the writes that the lost primary had not shipped yet.',
  'A budget is missed when the median is over the limit by more than noise. The time beyond the floor is divided by a ' +
    'factor: how many times its processor time an empty process took in the same rounds. A process misses its budget only ' +
    'when its processor time is over the limit too. Sizes and counts have no noise.',
];

/** Steps, operations and schedules in one picture. */
export const renderSvg = (report: Report): string =>
  stack('Where the time of each operation goes', [...drawWaterfalls(report.drawn), drawComparison(report)]);

/** For the terminal. */
export const renderTerminal = (report: Report): string =>
  [renderText(figuresTable(report)), renderText(comparisonTable(report))].join('\n\n');

/** For docs/bench. */
export const renderMarkdown = (report: Report): string =>
  [
    '# Figures',
    '<!-- written by make bench-docs -->',
    circumstances(report),
    '![One bar per step of each operation, the floor below it, and two published schedules](where-the-time-goes.svg)',
    renderMarkdownTable(figuresTable(report)),
    '## Beside two published schedules',
    renderMarkdownTable(comparisonTable(report)),
    list(orders(report)),
    '## How it is measured',
    list(EXPLAINED),
    '',
  ].join('\n\n');

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

const circumstances = ({ runs, machine, measuredAt }: Report): string =>
  `${runs} ${runs === 1 ? 'run' : 'runs'} on ${machine}, ${measuredAt.slice(0, 10)}.`;

export const renderHtml = (report: Report): string =>
  renderPage(
    'Where the time goes',
    [
      `<p>${escape(circumstances(report))}</p>`,
      renderSvg(report),
      '<h2>Figures</h2>',
      htmlTable(figuresTable(report)),
      '<h2>Beside two published schedules</h2>',
      htmlTable(comparisonTable(report)),
      `<ul>${orders(report)
        .map((order) => `<li>${escape(order)}</li>`)
        .join('')}</ul>`,
      '<h2>How it is measured</h2>',
      `<ul>${EXPLAINED.map((text) => `<li>${escape(text)}</li>`).join('')}</ul>`,
    ].join('\n'),
  );

/** Describes each schedule once. */
const orders = ({ compared, pace }: Report): string[] => [
  ...new Set(compared.filter(({ ratio }) => ratio !== 1).map(({ who, order }) => `${who}: ${order}`)),
  ...(pace === 1 ? [] : [`Their fixed waits were multiplied by ${pace}.`]),
];

function htmlTable([head = [], ...rows]: Table): string {
  const row = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(unbroken(cell))}</${tag}>`).join('')}</tr>`;
  return `<table>${row('th', head)}\n${rows.map((cells) => row('td', cells)).join('\n')}\n</table>`;
}

/** Keeps a number and its unit on one line. */
const unbroken = (cell: string): string => cell.replaceAll(/(?<=\d) (?=[a-zA-Z])|(?<=×) /g, '\u00a0');
