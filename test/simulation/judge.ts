/** The short trial that has to fail for each mutant of the executor: `make mutants OF=executor`. */
import { checkWorlds } from './check';
import { hitEveryCall } from './every-call';
import { compareCell } from './every-call-page';

const DRAWN = { worlds: 200, seed: 20_250_101 };

async function main(): Promise<void> {
  for await (const hit of hitEveryCall({ again: false })) compareCell(hit);
  await checkWorlds({ kind: 'harmless', ...DRAWN });
  await checkWorlds({ kind: 'anything', ...DRAWN });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
