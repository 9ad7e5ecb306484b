import { ask } from '../../ask';
import { later } from '../../happenings';
import { NEWER } from '../../snapshot/snapshot-troubles';
import type { Story } from '../story';

export const story: Story = {
  name: 'a file of a cluster that is upgraded while its last file is taken is not restored into an older one',
  tell: async ({ snapshot }) => {
    for (let afterMs = 1; afterMs <= 60; afterMs += 1) {
      const world = snapshot({}, { mayLose: false });
      await world.pass(30_000);
      const { home } = world.pair.clusters;
      later(world, afterMs, () => {
        home.version = NEWER;
        home.store.version = NEWER;
      });
      await world.operate(ask('switchover'));
      const [broken] = world.watch.broken;
      if (broken !== undefined) return `after ${afterMs} ms: ${broken}`;
    }
    return undefined;
  },
};
