import { ask } from '../ask';
import { gone, type Story } from './story';

export const story: Story = {
  name: 'a rejoin keeps the cluster that took over, even where the client name did not move',
  tell: async (begin) => {
    const world = begin();
    const { home } = world.clusters;
    home.reach = 'refuses';
    await world.operate(ask('failover'), { moveNameByHand: () => undefined });
    await world.pass(5_000);
    for (let i = 0; i < 20; i++) world.acknowledgeOn('away');
    home.reach = 'open';
    await world.pass(60_000);
    await world.operate(ask('rejoin'));
    return gone(world) > 0 ? `${gone(world)} writes are on no cluster any more` : undefined;
  },
};
