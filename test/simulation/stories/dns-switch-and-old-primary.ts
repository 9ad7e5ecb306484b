import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'after a failover, dns-switch does not lead the clients to the old primary',
  tell: async (begin) => {
    const world = begin();
    const { home } = world.clusters;
    home.reach = 'refuses';
    await world.operate(ask('failover'));
    await world.pass(60_000);
    for (let i = 0; i < 5; i++) world.clientWritesNow();
    home.reach = 'open';
    world.network.setLambda('away', 'away', 'silent');
    await world.operate(ask('dns-switch'));
    return world.route53.weights.home > 0 ? 'the name leads to home' : undefined;
  },
};
