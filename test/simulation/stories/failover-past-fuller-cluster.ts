import { ask } from '../ask';
import { gone, refusesFor, type Story } from './story';

export const story: Story = {
  name: 'a failover past a living cluster that has more data needs the acceptance of loss',
  tell: async (begin) => {
    const world = begin({ lagMs: 4_000, shipsAfterDemote: false, demoteMs: 50 }, { writes: 8 });
    const { home, away } = world.clusters;
    home.demote(away);
    await world.pass(5_000);
    const ending = await world.operate(ask('failover'));
    if (gone(world) > 0) return `${gone(world)} writes are on no cluster any more`;
    return refusesFor(world, ending, 'loss');
  },
};
