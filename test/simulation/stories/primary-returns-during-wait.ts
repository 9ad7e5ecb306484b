import { ask } from '../ask';
import { later } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'a primary that returns while the engine waits for away is noticed before away is promoted',
  tell: async (begin) => {
    for (const wait of ['sealed', 'catching up'] as const) {
      const world = begin();
      const { home, away } = world.clusters;
      home.reach = 'refuses';
      later(world, 4_000, () => void (home.reach = 'open'));
      if (wait === 'sealed') {
        away.sealed = true;
        later(world, 8_000, () => void (away.sealed = false));
      } else {
        away.catchesUpUntil = world.clock.now() + 10_000;
      }
      await world.operate(ask('failover'));
      if (world.primaries().length > 1) return `two primaries after away was ${wait}`;
    }
    return undefined;
  },
};
