import { ask } from '../ask';
import { anotherSet } from '../troubles';
import type { Story } from './story';

export const story: Story = {
  name: 'a failover is not undone to an old primary that was enabled in another replication set meanwhile',
  tell: async (begin) => {
    const world = begin({ demoteMs: 50, promoteMs: 2_000 });
    world.clusters.away.promotionsThatDoNotHold = 1;
    const enable = { afterMs: 1_000, happen: (): void => void anotherSet('home').happen(world) };
    await world.operate(ask('failover', { dns: 'defer' }), { region: 'home', meanwhile: [enable] });
    return world.clusters.home.isPrimary ? 'home was promoted again' : undefined;
  },
};
