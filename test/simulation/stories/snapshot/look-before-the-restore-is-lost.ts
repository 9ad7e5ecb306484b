import { ask } from '../../ask';
import type { Begin, Story } from '../story';

/** Calls before this one are those of the observation and of the fence. */
const FIRST_CALL = 44;
/** Calls after this one come after the restore. */
const LAST_CALL = 80;

export const story: Story = {
  name: 'a parked cluster whose answers are lost is not taken for one that was restored',
  tell: async (begin) => (await tell(begin, 1, 1)) ?? (await tell(begin, 12, 4)),
};

/**
 * @param times how many calls in a row get no answer
 * @param apart from where that begins in one world to where it begins in the next
 */
async function tell({ snapshot }: Begin, times: number, apart: number): Promise<string | undefined> {
  let calls = FIRST_CALL + 1;
  for (let call = FIRST_CALL; call < calls; call += apart) {
    const world = snapshot({ betweenWritesMs: 600_000 });
    await world.pass(20_000);
    world.clusters.home.stop(world.clusters.home.nodes);
    await world.operate(ask('failover'), { faults: [{ call, times, kind: 'silent' }] });
    calls = Math.min(world.lastRun?.calls ?? 0, LAST_CALL);
    const words = world.words.at(-1) ?? '';
    if (words.includes('does not serve the data')) return `call ${call}: ${words}`;
  }
  return undefined;
}
