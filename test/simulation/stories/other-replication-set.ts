import { ask } from '../ask';
import { refusesFor, type Story } from './story';

export const story: Story = {
  name: "another replication set's data is promoted only with the acceptance of other-set",
  tell: async (begin) => {
    const world = begin();
    world.clusters.away.joinAnotherSet();
    await world.pass(5_000);
    return refusesFor(world, await world.operate(ask('failover', { accept: ['loss'] })), 'other-set');
  },
};
