import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

/** More looks at away than a switchover makes between the fence and the promotion. */
const MOST_LOOKS = 20;
/** Shorter than a lease. */
const PAUSE_MS = 5_000;

export const story: Story = {
  name: 'a process that was paused before its promotion sees that the old primary was unfenced meanwhile',
  tell: async ({ postgres }) => {
    for (let paused = 1; paused < MOST_LOOKS; paused++) {
      const world = postgres();
      let looks = 0;
      before(world, 'demote home', () => {
        const run = world.lastRun;
        world.interpose = (cluster) => {
          if (cluster !== 'away' || (looks += 1) !== paused) return undefined;
          run?.pause(PAUSE_MS, false);
          later(world, PAUSE_MS / 2, () => world.clusters.home.unfence());
          return undefined;
        };
      });
      // A promotion beside the unfenced database breaks a rule.
      await world.operate(ask('switchover'), { region: 'away' });
    }
    return undefined;
  },
};
