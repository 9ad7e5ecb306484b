import { ask } from '../ask';
import { refusesFor, type Story } from './story';

export const story: Story = {
  name: 'a failover back to the old primary needs the acceptance of losing what the new primary has',
  tell: async (begin) => {
    const world = begin();
    world.clusters.home.reach = 'refuses';
    await world.operate(ask('failover'));
    await world.pass(60_000);
    for (let i = 0; i < 5; i++) world.clientWritesNow();
    world.clusters.home.reach = 'open';
    world.network.setLambda('home', 'away', 'silent');
    const ending = await world.operate(ask('failover', { to: 'home' }), { region: 'home' });
    return refusesFor(world, ending, 'loss');
  },
};
