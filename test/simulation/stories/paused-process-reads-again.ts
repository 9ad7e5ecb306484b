import { ask } from '../ask';
import { before, later } from '../happenings';
import { type Story } from './story';

/** Moments at which a failover reads and calls. */
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
      // A promotion that was sent before the pause is no defect: home is not writable then.
      let isBeside = false;
      before(world, 'promote away', () => (isBeside = world.clusters.home.writable));
      await world.operate(ask('failover'), {
        meanwhile: [{ afterMs, happen: (run) => run.pause(5_000, false) }],
      });
      if (isBeside) return `away is promoted beside home, after a pause at ${afterMs} ms`;
    }
    return undefined;
  },
};
