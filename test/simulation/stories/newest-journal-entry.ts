import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'when two journals differ, the newer entry says which cluster took over',
  tell: async (begin) => {
    const world = begin();
    await world.operate(ask('switchover'));
    await world.operate(ask('failback', { to: 'home' }));
    await world.pass(10_000);
    world.clusters.home.reach = 'refuses';
    world.tables.home.behaviour = 'fails';
    await world.pass(60_000);
    await world.operate(ask('failover'));
    await world.pass(10_000);
    for (let i = 0; i < 5; i++) world.clientWritesNow();
    world.clusters.home.reach = 'open';
    world.tables.home.behaviour = 'answers';
    await world.pass(5_000);
    await world.operate(ask('dns-switch'));
    return world.route53.weights.away > 0 ? undefined : 'the name leads to home, which was taken over from';
  },
};
