/** Draws the same worlds each time, so that one commit has one answer; `make soak` draws others. */
import { checkWorlds } from './check';
import { allHits } from './every-call';
import { comparePage } from './every-call-page';

const WORLDS = 3_000;
const SEED = 20_250_101;

async function main(): Promise<void> {
  comparePage(await allHits({ again: true }));
  console.log('every call of each operation hit by each fault: every promise kept, each ends well and as documented');
  await checkWorlds({ kind: 'harmless', worlds: WORLDS, seed: SEED });
  console.log(
    `${WORLDS} worlds with switchovers, failbacks and rejoins: no write lost, every promise kept (seed ${SEED})`,
  );
  await checkWorlds({ kind: 'anything', worlds: WORLDS, seed: SEED });
  console.log(`${WORLDS} worlds with failovers, force and hands: every promise kept, each ends well (seed ${SEED})`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
