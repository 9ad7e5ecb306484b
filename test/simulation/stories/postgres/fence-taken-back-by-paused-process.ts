import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a paused process does not take back the fence of the operation that came after it',
  tell: async ({ postgres }) => {
    const world = postgres();
    before(world, 'demote home', () => {
      const first = world.lastRun;
      first?.pause(30_000, false);
      void world.clock.wait(12_000).then(() => world.beginAlongside(ask('failover'), { region: 'home' }));
    });
    await world.operate(ask('switchover'), { region: 'away' });
    await world.pass(30_000);
    if (!world.clusters.away.isPrimary) return 'the second operation did not promote away';
    return world.clusters.home.isPrimary ? 'home takes writes beside away' : undefined;
  },
};
