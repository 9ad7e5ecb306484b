import { ask } from '../ask';
import { later } from '../happenings';
import type { Story } from './story';

/** Longer than a switchover takes until the other cluster is promoted, milliseconds. */
const MOST_MS = 3_000;

export const story: Story = {
  name: 'a primary that is cut off from the engine while its demotion is under way does not count as demoted',
  tell: async (begin) => {
    for (let ms = 0; ms < MOST_MS; ms += 20) {
      const world = begin({}, { mayLose: false });
      await world.pass(20_000);
      world.clusters.home.hangs = 'never';
      later(world, ms, () => {
        for (const region of ['home', 'away'] as const) world.network.setLambda(region, 'home', 'silent');
      });
      await world.operate(ask('switchover'));
      const [broken] = world.watch.broken;
      if (broken !== undefined) return `cut off after ${ms} ms: ${broken}`;
      const count = world.primaries().length;
      if (count !== 1) return `cut off after ${ms} ms: ${count} are primary`;
    }
    return undefined;
  },
};
