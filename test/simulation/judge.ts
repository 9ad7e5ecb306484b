/** The short trial that each mutant of the executor has to pass, or be noticed: `make mutants OF=executor`. */
import { checkWorlds } from './check';
import { checkPoints } from './points';

const DRAWN = { worlds: 200, seed: 20_250_101 };

async function main(): Promise<void> {
  await checkPoints({ every: 7 });
  await checkWorlds('harmless', DRAWN);
  await checkWorlds('anything', DRAWN);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
