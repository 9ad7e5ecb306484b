import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'the loss that a failover announces includes the writes that had not arrived when home was lost',
  tell: async (begin) => {
    const world = begin({ lagMs: 4_000 });
    const { home } = world.clusters;
    // The last heartbeat arrives after 25 s. Of two writes before it, one is still under way when home is lost.
    await world.pass(22_600);
    for (let i = 0; i < 2; i++) world.clientWritesNow();
    await world.pass(2_500);
    home.reach = 'silent';
    world.clusters.away.loseShipments();
    await world.operate(ask('failover'));
    return world.lost('away').length > 0 ? undefined : 'nothing is lost, so the story shows nothing';
  },
};
