/**
 * Runs every fault and writes the table. Usage: `tsx test/world/faults/main.ts [enterprise|snapshot|postgres]`
 *
 * With a name, only that part of the table is written anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import type { Row } from './community/cell';
import { headingOf, renderSection } from './community/render';
import { runPostgresFaults, runSnapshotFaults } from './community/run';
import { KEPT_TABLE, renderTable, ROOT } from './render-table';
import { runFaults } from './run-faults';

/** A part of the table, and how many cells of it broke a promise. */
interface Part {
  readonly text: string;
  readonly cells: number;
  readonly failed: number;
}

const tell = (what: string, outcome: string, broken: readonly string[]): void => {
  console.log(`${broken.length > 0 ? 'FAIL' : 'ok  '} ${what}: ${outcome}`);
  for (const reason of broken) console.log(`       ${reason}`);
};

async function enterprise(): Promise<Part> {
  const cells = await runFaults({
    worlds: 4,
    onCell: ({ call, fault, outcome, broken, durationMs }) =>
      tell(`${call.during}, ${call.name}: ${fault}`, `${outcome} (${(durationMs / 1000).toFixed(1)} s)`, broken),
  });
  const failed = cells.filter(({ broken }) => broken.length > 0).length;
  return { text: renderTable(cells), cells: cells.length, failed };
}

const community = {
  onCell: ({ driver, fault }: Pick<Row, 'driver' | 'fault'>, cell: Row['cells'][number]) =>
    tell(`${driver}, ${fault}, ${cell.operation}`, cell.outcome, cell.broken),
};

function partOf(driver: Row['driver'], rows: readonly Row[]): Part {
  const cells = rows.flatMap((row) => row.cells);
  const failed = cells.filter(({ broken }) => broken.length > 0).length;
  return { text: renderSection(driver, rows), cells: cells.length, failed };
}

const snapshot = async (): Promise<Part> => partOf('snapshot', await runSnapshotFaults(community));

/** @returns nothing if there is no PostgreSQL: what is in the table stays */
async function postgres(): Promise<Part | undefined> {
  const rows = await runPostgresFaults(community);
  if (typeof rows !== 'string') return partOf('postgres', rows);
  console.log(`skipped: postgres: ${rows}`);
  return undefined;
}

const PARTS = { enterprise, snapshot, postgres };
type PartName = keyof typeof PARTS;

/** The parts of the committed table. */
function keptParts(): Readonly<Record<PartName, string>> {
  const text = readFileSync(join(ROOT, KEPT_TABLE), 'utf8');
  const [beginning = '', ...rest] = text.split(/^(?=## A pair )/m);
  const of = (driver: Row['driver']): string => rest.find((part) => part.startsWith(headingOf(driver))) ?? '';
  return { enterprise: beginning, snapshot: of('snapshot'), postgres: of('postgres') };
}

async function main(): Promise<void> {
  const startedAt = Date.now();
  const only = process.argv[2];
  const texts: Record<PartName, string> = { ...keptParts() };
  let cells = 0;
  let failed = 0;
  for (const [name, run] of Object.entries(PARTS)) {
    if (only !== undefined && only !== name) continue;
    const part = await run();
    if (part === undefined) continue;
    texts[name as PartName] = part.text;
    cells += part.cells;
    failed += part.failed;
  }
  const table = await format(Object.values(texts).join('\n'), { parser: 'markdown' });
  for (const file of [join('out', 'faults', 'fault-matrix.md'), KEPT_TABLE]) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), table);
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`\n${cells} cells in ${seconds} s, ${failed} failed; the table is in ${KEPT_TABLE}`);
  process.exitCode = failed === 0 && cells > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
