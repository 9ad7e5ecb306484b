import { loseHome, OUTAGES, reachEachOther } from '../../outages';
import type { SimWorld } from '../../sim-world';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

/** What is back in the moment in which the operation begins. */
const BACK: Readonly<Record<string, (world: SimWorld) => void>> = {
  'all of it': (world) => loseHome(world, false),
  'the region, and no path to its cluster': (world) => {
    reachEachOther(world, false);
    loseHome(world, false);
  },
};

export const story: Story = {
  name: 'an operation that began by itself stops if home is back before the promotion',
  tell: async (begin) => {
    for (const [what, comesBack] of Object.entries(BACK)) {
      for (let afterMs = 0; afterMs <= 5_000; afterMs += 500) {
        const world = await watched(begin);
        OUTAGES['the region of home']?.(world, false);
        world.watchers?.onAsk(() => void world.clock.wait(afterMs).then(() => comesBack(world)));
        await world.pass(150_000);
        const wrong = await endsWith(world, 'home');
        if (wrong !== undefined) return `${what} is back after ${afterMs} ms: ${wrong}`;
      }
    }
    return undefined;
  },
};
