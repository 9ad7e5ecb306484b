import { ask } from '../ask';
import { refusesFor, type Story } from './story';

const THREE_WEEKS_MS = 21 * 24 * 3_600_000;

export const story: Story = {
  name: 'a failover to a secondary that stopped following weeks ago needs the acceptance of loss',
  tell: async (begin) => {
    const world = begin();
    await world.pass(5_000);
    world.network.between = false;
    for (let i = 0; i < 5; i++) world.clientWritesNow();
    await world.pass(THREE_WEEKS_MS);
    world.tokens.rotate();
    world.clusters.home.reach = 'refuses';
    return refusesFor(world, await world.operate(ask('failover')), 'loss');
  },
};
