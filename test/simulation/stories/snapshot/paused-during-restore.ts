import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a process that was paused during its restore does not restart the servers after another operation took over',
  tell: async ({ snapshot }) => {
    for (const stopsClock of [false, true]) {
      const world = snapshot({ betweenWritesMs: 600_000 });
      await world.pass(20_000);
      before(world, 'promote away', () => {
        world.lastRun?.pause(30_000, stopsClock);
        later(world, 2_000, () => world.beginAlongside(ask('failover'), { region: 'home' }));
      });
      await world.operate(ask('failover'));
      if (world.primaries().join() !== 'away') return `primary: ${world.primaries().join(' and ')}`;
    }
    return undefined;
  },
};
