/**
 * Counts the broken promises by kind instead of stopping at the first one. For work on the engine or the simulation.
 * Usage: `tsx test/simulation/census.ts [worlds of each kind] [seed]`
 */
import type { Job } from './job';
import { doJobs } from './processes';
import { tally } from './tally';

const AT_ONCE = 250;

async function main(): Promise<void> {
  const [worlds = 1_000, seed = 1] = process.argv.slice(2).map(Number);
  const jobs = Array.from({ length: Math.ceil(worlds / AT_ONCE) }, (_, i) => i).flatMap((i) =>
    (['harmless', 'anything', 'postgres-planned', 'postgres-anything'] as const).map((kind): Job => ({
      kind: 'worlds',
      draw: { kind, worlds: AT_ONCE, seed: seed + i, goesOn: true },
    })),
  );
  await doJobs(jobs, (_job, { error }) => {
    if (error !== undefined) console.error(error);
  });
  console.log(tally.lines().join('\n'));
}

void main();
