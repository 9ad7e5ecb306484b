import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

/** More looks at away than a switchover makes between the fence and the promotion. */
const MOST_LOOKS = 40;

export const story: Story = {
  name: 'a process that was paused before its promotion looks at the lease and at the clusters again',
  tell: async ({ postgres }) => {
    for (let paused = 1; paused < MOST_LOOKS; paused++) {
      const world = postgres();
      let looks = 0;
      before(world, 'demote home', () => {
        const run = world.lastRun;
        world.interpose = (cluster) => {
          if (cluster !== 'away' || (looks += 1) !== paused) return undefined;
          run?.pause(25_000, false);
          later(world, 10_000, () => world.beginAlongside(ask('failover', { to: 'home' }), { region: 'home' }));
          return undefined;
        };
      });
      await world.operate(ask('switchover'), { region: 'away' });
      if (world.primaries().length !== 1) return `after ${paused} looks, ${world.primaries().length} are primary`;
    }
    return undefined;
  },
};
