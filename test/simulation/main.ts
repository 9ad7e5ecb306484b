/**
 * The trial of `make test`: the stories, every call with every fault, and drawn worlds. The seeds are fixed, so that a
 * commit always has the same result. `make soak` draws other worlds.
 */
import type { Draw } from './check';
import { SCENES, type Hit } from './every-call';
import { comparePage } from './every-call-page';
import { inVirtualTime } from './in-virtual-time';
import type { Job, Report } from './job';
import { neverMet } from './kinds';
import { doJobs } from './processes';
import { STORIES } from './stories';
import { tally } from './tally';

const WORLDS_OF: Readonly<Record<Draw['kind'], number>> = {
  harmless: 2_500,
  anything: 3_500,
  upgrades: 1_500,
  automatic: 500,
  'postgres-planned': 500,
  'postgres-anything': 500,
  'snapshot-planned': 250,
  'snapshot-anything': 250,
};
const AT_ONCE = 250;
const SEED = 20_250_101;

const jobs: readonly Job[] = [
  { kind: 'stories' },
  ...SCENES.map((_, index) => ({ kind: 'scene', index }) as const),
  ...(Object.keys(WORLDS_OF) as (keyof typeof WORLDS_OF)[]).flatMap((kind) =>
    Array.from({ length: WORLDS_OF[kind] / AT_ONCE }, (_, i): Job => ({ kind: 'worlds', draw: draw(kind, i) })),
  ),
];

function draw(kind: Draw['kind'], i: number): Draw {
  return { kind, worlds: AT_ONCE, seed: SEED + i };
}

async function main(): Promise<void> {
  inVirtualTime();
  const failures: string[] = [];
  const hits = new Map<number, readonly Hit[]>();
  await doJobs(jobs, (job, { error, hits: found }: Report) => {
    if (error !== undefined) failures.push(error);
    if (job.kind === 'scene' && found) hits.set(job.index, found);
  });
  console.log(`what ${tally.of('worlds').toLocaleString('en')} worlds met:\n${tally.lines().join('\n')}`);
  const unmet = neverMet();
  if (unmet.length > 0) failures.push(`these kinds of trouble never occurred: ${unmet.join('; ')}`);
  if (failures.length > 0) throw new Error(failures.join('\n\n'));

  console.log(`${STORIES.length} stories: every promise kept`);
  comparePage(SCENES.flatMap((_, index) => hits.get(index) ?? []));
  console.log('every call with every fault: every promise kept, every pair healthy at the end, as documented');
  const { harmless, upgrades, anything, automatic, ...others } = WORLDS_OF;
  console.log(`${harmless} worlds with planned operations: no write lost, every promise kept (seed ${SEED})`);
  console.log(`${upgrades} worlds with upgrades, licenses and hidden statuses: every promise kept (seed ${SEED})`);
  console.log(
    `${automatic} worlds in which operations begin by themselves: every promise kept, every pair healthy at the end (seed ${SEED})`,
  );
  console.log(
    `${anything} worlds with failovers, overrides and changes by hand: every promise kept, every pair healthy at the end (seed ${SEED})`,
  );
  const [planned, all] = [others['postgres-planned'], others['postgres-anything']];
  console.log(`${planned} and ${all} such worlds on PostgreSQL: every promise kept (seed ${SEED})`);
  const [onSnapshots, anyOnSnapshots] = [others['snapshot-planned'], others['snapshot-anything']];
  console.log(`${onSnapshots} and ${anyOnSnapshots} such worlds with snapshots: every promise kept (seed ${SEED})`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
