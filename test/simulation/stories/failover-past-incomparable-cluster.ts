import { ask } from '../ask';
import { gone, refusesFor, type Story } from './story';

export const story: Story = {
  name: 'a failover past a living cluster whose data cannot be compared needs the acceptance of loss',
  tell: async (begin) => {
    // Vault reports no Merkle roots here, and two clusters that have both been primary count WALs of their own.
    const world = begin({ lagMs: 4_000, shipsAfterDemote: false, demotedStatus: 'wals-alone' }, { writes: 8 });
    const { home, away } = world.clusters;
    home.demote(away);
    await world.pass(5_000);
    away.promote();
    await world.pass(5_000);
    away.demote(home);
    await world.pass(20_000);
    const ending = await world.operate(ask('failover'));
    if (gone(world) > 0) return `${gone(world)} writes are on no cluster any more`;
    return refusesFor(world, ending, 'loss');
  },
};
