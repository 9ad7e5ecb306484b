import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a fence that fails is taken back, or the operation says that a failover has to be run',
  tell: async ({ postgres }) => {
    const short = postgres({ endSessionMs: 60_000 });
    await short.operate(ask('switchover'));
    if (short.lastResult?.outcome !== 'done' && short.clusters.home.server.isFenced)
      return 'home stays fenced although it can be reached';

    const world = postgres();
    // The cluster is cut off for 2 s in the moment of the fence: the first try to take it back fails.
    before(world, 'demote home', () => {
      later(world, 4, () => void (world.clusters.home.databasePath = 'refuses'));
      later(world, 2_000, () => void (world.clusters.home.databasePath = 'open'));
    });
    await world.operate(ask('switchover'));
    return world.clusters.home.server.isFenced && world.lastResult?.outcome !== 'done'
      ? 'home stays fenced after one lost answer'
      : undefined;
  },
};
