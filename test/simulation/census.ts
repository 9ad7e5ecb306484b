/**
 * Counts how many worlds break what, and goes on: for whoever changes the engine or the worlds.
 * Usage: `tsx test/simulation/census.ts [worlds of each kind] [seed]`
 */
import { checkWorlds } from './check';
import { inVirtualTime } from './in-virtual-time';
import { Tally, tally } from './tally';

async function main(): Promise<void> {
  inVirtualTime();
  const [worlds = 1_000, seed = 1] = process.argv.slice(2).map(Number);
  for (const kind of ['harmless', 'anything'] as const) {
    const ends = new Tally();
    const beganAt = Date.now();
    await checkWorlds({ kind, worlds, seed }, async (told) => {
      await told.catch((error: unknown) => {
        if (!(error instanceof Error)) throw error;
        const [line = ''] = error.message.split('\n');
        ends.count(line.replace(/\d+|home|away/g, '…'));
      });
    });
    console.log(
      `${kind}: ${worlds} worlds in ${((Date.now() - beganAt) / 1000).toFixed(1)} s, and these are not well:`,
    );
    console.log(ends.lines().join('\n'));
  }
  console.log('met:');
  console.log(tally.lines().join('\n'));
}

void main();
