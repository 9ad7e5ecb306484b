import { inVirtualTime } from './in-virtual-time';
import { checkWorlds } from './check';
import { tally } from './tally';
async function main() {
  inVirtualTime();
  const [worlds = 20, seed = 1, goesOn = 1] = process.argv.slice(2).map(Number);
  const t = Date.now();
  try {
    await checkWorlds({
      kind: (process.argv[5] ?? 'automatic') as never,
      worlds,
      seed,
      goesOn: goesOn === 1,
      shrinks: goesOn !== 1,
    });
  } catch (e) {
    console.log((e as Error).message.slice(0, 4000));
  }
  console.log(tally.lines().join('\n'));
  console.log(Date.now() - t, 'ms');
}
void main();
