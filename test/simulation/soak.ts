/** Kills operations with snapshots at each call, then draws worlds until the time is over. Usage: `tsx test/simulation/soak.ts [minutes] [seed]` */
import type { Job } from './job';
import { KILL_SCENES } from './kills';
import { doJobs } from './processes';
import { tally } from './tally';

const AT_ONCE = 500;
const KINDS = [
  'harmless',
  'anything',
  'postgres-planned',
  'postgres-anything',
  'snapshot-planned',
  'snapshot-anything',
] as const;

function* jobsUntil(end: number, firstSeed: number): Generator<Job> {
  for (const index of KILL_SCENES.keys()) yield { kind: 'kills', index };
  for (let seed = firstSeed; Date.now() < end; seed++) {
    for (const kind of KINDS) {
      yield { kind: 'worlds', draw: { kind, worlds: AT_ONCE, seed } };
    }
  }
}

async function main(): Promise<void> {
  const [minutes = 10, firstSeed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
  if (!Number.isFinite(minutes) || minutes <= 0 || !Number.isSafeInteger(firstSeed)) {
    console.error('Give minutes and, to repeat a run, its seed: make soak MINUTES=10 SEED=1');
    process.exitCode = 64;
    return;
  }
  let worlds = 0;
  const failures: string[] = [];
  await doJobs(jobsUntil(Date.now() + minutes * 60_000, firstSeed), (job, { error }) => {
    if (error !== undefined) failures.push(error);
    if (job.kind !== 'worlds') return;
    worlds += AT_ONCE;
    if (error === undefined)
      console.log(`${worlds} worlds keep every promise (${job.draw.kind}, seed ${job.draw.seed})`);
  });
  console.log(`what the worlds met:\n${tally.lines().join('\n')}`);
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
