import { ask } from '../../ask';
import { later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a switchover whose old database is silent right after its fence goes on, though a node still says that it is active',
  tell: async ({ postgres }) => {
    const world = postgres({ hasStepDownToken: false }, { mayLose: false });
    const { home } = world.clusters;
    let answers = 0;
    world.interpose = (cluster) => {
      const isFenced = cluster === 'home' && home.server.refusesNow(world.clock.now());
      if (isFenced && (answers += 1) === 1) {
        home.databasePath = 'silent';
        later(world, 3_500, () => void (home.databasePath = 'open'));
      }
      return undefined;
    };
    const ending = await world.operate(ask('switchover'));
    if (answers === 0) return 'home was not read after its fence';
    return world.clusters.away.isPrimary ? undefined : `it is ${ending}, and no cluster is primary`;
  },
};
