import { ask } from '../../ask';
import { refusesFor, type Story } from '../story';

export const story: Story = {
  name: 'a replica that was made without a rewind is not promoted past the primary that it never followed',
  tell: async ({ postgres }) => {
    const world = postgres();
    const { home, away } = world.clusters;
    await world.pass(20_000);
    world.network.between = false;
    away.loseShipments();
    world.clientWritesNow();
    home.reach = 'silent';
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    home.reach = 'open';
    world.network.between = true;
    home.fence();
    // A person makes it a replica, and leaves its own writes in it.
    home.change(() => (home.server.isReplica = true));
    home.upstream = away;
    world.clientWritesNow();
    away.fence();
    await world.pass(20_000);
    return refusesFor(world, await world.operate(ask('failover', { to: 'home' })), 'loss');
  },
};
