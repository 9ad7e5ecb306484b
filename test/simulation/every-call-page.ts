import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hit } from './every-call';
import { FAULTS } from './sim-run';

/** Where the page is kept. */
export const PAGE = join(__dirname, '..', '..', 'docs', 'safety', 'every-call.md');

const ENDINGS = ['done', 'refused', 'partial', 'killed'] as const;
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

const cell = ({ endings, longestMs }: Hit): string =>
  [
    ...ENDINGS.filter((ending) => endings[ending]).map((ending) => `${endings[ending]} ${ending}`),
    `at most ${(longestMs / 1000).toFixed(2)} s`,
  ].join(', ');

/** The page as it stands in docs/safety/every-call.md. */
export function renderHits(hits: readonly Hit[]): string {
  const scenes = [...new Set(hits.map(({ scene }) => scene))];
  const faults = ['none', ...FAULTS] as const;
  const cells = (scene: string): string[] =>
    faults.map((fault) =>
      hits
        .filter((hit) => hit.scene === scene && hit.fault === fault)
        .map(cell)
        .join(),
    );
  const table = [
    row('operation', ...faults),
    row('---', ...faults.map(() => '---')),
    ...scenes.map((scene) => row(scene, ...cells(scene))),
  ].join('\n');
  const count = hits
    .filter(({ fault }) => fault !== 'none')
    .reduce((sum, { endings }) => sum + Object.values(endings).reduce((all, some) => all + some, 0), 0);
  return `# Every call

<!-- Written by \`make docs\`, by running the engine in virtual time. Do not edit: \`make test\` compares. -->

The real engine in virtual time: each of its calls (to Vault, Secrets Manager, Route 53 and DynamoDB) is hit once by each
fault (of the looks of a long wait every third), ${count.toLocaleString('en')} runs in all. A cell says how the operation ended over all of its calls, and the longest that one of them took.

- **done**: it came to its right end in spite of the fault.
- **refused**: it said what to do, and changed nothing.
- **partial**: it had changed something and could not go on, or went back; it said so.
- **killed**: the Lambda's process was ended there.

In each of these runs every promise was kept, and the same operation again, with what its words tell a person to do, came to
a pair that is well, with every acknowledged write but for those that a failover announced.

${table}
`;
}

/** @throws Error when the page is not what the engine does today */
export function comparePage(hits: readonly Hit[]): void {
  if (readFileSync(PAGE, 'utf8') === renderHits(hits)) return;
  throw new Error('docs/safety/every-call.md is not what the engine does: run make docs, and read what has changed');
}

/** Compares one cell, for those who need not see the rest. @throws Error when the page says otherwise */
export function compareCell(hit: Hit): void {
  const rows = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((text) => text.trim()));
  const written = rows.find(([, scene]) => scene === hit.scene)?.[rows[0]?.indexOf(hit.fault) ?? -1];
  if (written !== cell(hit)) throw new Error(`${hit.scene}, ${hit.fault}: ${cell(hit)}, not ${written}`);
}
