import { reachEachOther } from '../../outages';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'a cut between the clusters never begins a failover, because the row of home says that it serves',
  tell: async (begin) => {
    const world = await watched(begin);
    reachEachOther(world, false);
    await world.pass(900_000);
    return endsWith(world, 'home');
  },
};
