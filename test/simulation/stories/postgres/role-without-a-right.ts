import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'a switchover is refused and changes nothing if the role of the engine may not fence the database',
  tell: async ({ postgres }) => {
    const world = postgres();
    world.clusters.home.refusal = '42501';
    await world.operate(ask('switchover'));
    if (world.clusters.away.isPrimary) return 'away was promoted';
    return world.clusters.home.writable ? undefined : 'home does not serve';
  },
};
