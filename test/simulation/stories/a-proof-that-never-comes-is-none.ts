import { ask } from '../ask';
import { before, type Story } from './story';

export const story: Story = {
  name: 'a switchover whose old primary does not come back in time has no proof, and leads nobody to the new one',
  tell: async (begin) => {
    const world = begin({ demoteMs: 300_000 }, { mayLose: false });
    // A quiet moment but for one write, so that both tell the same number before.
    world.network.clients.home = false;
    before(world, 'demote home', () => world.acknowledgeOn('home'));
    const ending = await world.operate(ask('switchover'));
    return ending === 'partial' ? undefined : `it is ${ending}`;
  },
};
