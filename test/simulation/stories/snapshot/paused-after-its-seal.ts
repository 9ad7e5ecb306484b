import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a process that was paused after its seal writes down no demotion of a cluster that serves again since',
  tell: async ({ snapshot }) => {
    const world = snapshot({ betweenWritesMs: 600_000 }, { mayLose: false });
    const { home } = world.pair.clusters;
    await world.pass(30_000);
    before(world, 'demote home', () => {
      world.lastRun?.pause(60_000, false);
      later(world, 5_000, () => world.beginAlongside(ask('switchover'), { region: 'home' }));
      // The second one starts home again, and is killed.
      before(world, 'promote home', () => {
        const second = world.lastRun;
        later(world, 1_000, () => second?.kill());
        later(world, 5_000, () => world.clientWritesNow());
        // All of its servers restart and stay sealed, before the next copy.
        later(world, 10_000, () => void (home.sealed = true));
      });
    });
    await world.operate(ask('switchover'));
    await world.operate(ask('switchover'));
    return world.primaries().includes('away') ? 'away is promoted without what home has' : undefined;
  },
};
