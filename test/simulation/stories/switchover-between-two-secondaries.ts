import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'a switchover between two secondaries does not promote the one that was not primary',
  tell: async (begin) => {
    const world = begin({ lagMs: 4_000, shipsAfterDemote: false, demoteMs: 50, idlePromoteNeedsForce: true });
    const { home, away } = world.clusters;
    // Demoted by hand: no journal says which cluster was primary, and away lacks writes.
    home.demote(away);
    await world.pass(5_000);
    await world.operate(ask('switchover', { to: 'home' }));
    return away.isPrimary ? 'away is primary, which lacks writes' : undefined;
  },
};
