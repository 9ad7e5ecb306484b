/** Runs every outgoing call with every fault and writes the table. Usage: `tsx test/world/faults/main.ts` */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { KEPT_TABLE, renderTable, ROOT } from './render-table';
import { runFaults } from './run-faults';

async function main(): Promise<void> {
  const startedAt = Date.now();
  const cells = await runFaults({
    worlds: 4,
    onCell: ({ call, fault, outcome, broken, durationMs }) => {
      const seconds = (durationMs / 1000).toFixed(1);
      console.log(
        `${broken.length > 0 ? 'FAIL' : 'ok  '} ${call.during}, ${call.name}: ${fault}: ${outcome} (${seconds} s)`,
      );
      for (const reason of broken) console.log(`       ${reason}`);
    },
  });
  const failed = cells.filter(({ broken }) => broken.length > 0);
  const table = await format(renderTable(cells), { parser: 'markdown' });
  for (const file of [join('out', 'faults', 'fault-matrix.md'), KEPT_TABLE]) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), table);
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`\n${cells.length} cells in ${seconds} s, ${failed.length} failed; the table is in ${KEPT_TABLE}`);
  process.exitCode = failed.length === 0 && cells.length > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
