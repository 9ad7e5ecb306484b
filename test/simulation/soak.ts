/** Draws worlds until the time is over. Usage: `tsx test/simulation/soak.ts [minutes] [seed]` */
import { checkWorlds } from './check';

const ROUND = 1_000;

async function main(): Promise<void> {
  const [minutes = 10, firstSeed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
  if (!Number.isFinite(minutes) || minutes <= 0 || !Number.isSafeInteger(firstSeed)) {
    console.error('Give minutes and, to repeat a run, its seed: make soak MINUTES=10 SEED=1');
    process.exitCode = 64;
    return;
  }
  const end = Date.now() + minutes * 60_000;
  for (let seed = firstSeed, worlds = 0; Date.now() < end; seed++) {
    for (const kind of ['harmless', 'anything'] as const) await checkWorlds({ kind, worlds: ROUND, seed });
    worlds += 2 * ROUND;
    console.log(`${worlds} worlds keep every promise (seed ${seed})`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
