import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

/** Longer than a fence and its step-down take, milliseconds. */
const FENCE_MS = 200;

export const story: Story = {
  name: 'a process that was paused after its fence does not make the primary of a later operation step down',
  tell: async ({ postgres }) => {
    for (let ms = 1; ms < FENCE_MS; ms += 2) {
      const world = postgres({ endSessionMs: 100 });
      before(world, 'demote home', () => {
        const first = world.lastRun;
        later(world, ms, () => first?.pause(30_000, true));
        later(world, 1_000, () => world.beginAlongside(ask('failover', { to: 'home' }), { region: 'home' }));
      });
      await world.operate(ask('switchover'), { region: 'away' });
      await world.pass(30_000);
      if (world.primaries().length !== 1) return `${world.primaries().length} are primary`;
      if (world.watch.broken.length > 0) return `paused ${ms} ms after the fence`;
    }
    return undefined;
  },
};
