import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hit } from './every-call';
import { FAULTS } from './sim-run';

/** File of the committed page. */
export const PAGE = join(__dirname, '..', '..', 'docs', 'safety', 'every-call.md');

const ENDINGS = ['done', 'refused', 'partial', 'killed'] as const;
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

const cell = ({ endings, longestMs }: Hit): string =>
  [
    ...ENDINGS.filter((ending) => endings[ending]).map((ending) => `${endings[ending]} ${ending}`),
    `at most ${(longestMs / 1000).toFixed(2)} s`,
  ].join(', ');

/** Renders docs/safety/every-call.md. */
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

The real engine runs in virtual time. Each of its calls (to Vault, to its database and to AWS) is hit once by each
fault; of the reads of a long wait only every third. That makes ${count.toLocaleString('en')} runs. A cell counts how the operation ended over all of its
calls, and gives the longest duration.

- **done**: the operation reached its goal in spite of the fault.
- **refused**: it changed nothing and said what to do.
- **partial**: it had changed something and could not continue, or went back; the result says which.
- **killed**: the fault ended the process of the Lambda.

Every promise was kept in each of these runs. Then the operation was run again, and the instructions in its messages were
followed. Each pair was healthy afterwards, with every acknowledged write except those whose loss a failover had announced.

${table}
`;
}

/** @throws Error when the committed page differs from what the engine does */
export function comparePage(hits: readonly Hit[]): void {
  if (readFileSync(PAGE, 'utf8') === renderHits(hits)) return;
  throw new Error('docs/safety/every-call.md differs from what the engine does: run make docs and review the changes');
}

/** Compares one cell of the committed page. @throws Error when the cell differs */
export function compareCell(hit: Hit): void {
  const rows = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((text) => text.trim()));
  const written = rows.find(([, scene]) => scene === hit.scene)?.[rows[0]?.indexOf(hit.fault) ?? -1];
  if (written !== cell(hit)) throw new Error(`${hit.scene}, ${hit.fault}: ${cell(hit)}, not ${written}`);
}
