import { ask } from '../ask';
import { before, later } from '../happenings';
import { type Story } from './story';

/** Moments around those in which a failover looks and asks. */
const MOMENTS_MS = Array.from({ length: 20 }, (_, i) => i);

export const story: Story = {
  name: 'a process that was paused for some seconds reads both clusters again before it promotes',
  tell: async (begin) => {
    for (const afterMs of MOMENTS_MS) {
      const world = begin();
      await world.pass(20_000);
      world.clusters.home.reach = 'refuses';
      await world.pass(20_000);
      later(world, afterMs + 500, () => void (world.clusters.home.reach = 'open'));
      // One that was asked for before it stood still is promoted beside nobody.
      let isBeside = false;
      before(world, 'promote away', () => (isBeside = world.clusters.home.writable));
      await world.operate(ask('failover'), {
        meanwhile: [{ afterMs, happen: (_world, run) => run.pause(5_000, false) }],
      });
      if (isBeside) return `away is promoted beside home, after it stood still at ${afterMs} ms`;
    }
    return undefined;
  },
};
