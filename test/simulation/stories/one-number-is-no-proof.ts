import { ask } from '../ask';
import { before, type Story } from './story';

export const story: Story = {
  name: 'a demoted cluster that tells a higher number and no root has more',
  tell: async (begin) => {
    const world = begin({ demotedStatus: 'wals-alone' }, { mayLose: false });
    world.network.clients.home = false;
    before(world, 'demote home', () => world.acknowledgeOn('home'));
    await world.operate(ask('switchover'));
    return world.route53.weights.away > 0 ? 'the name leads to away' : undefined;
  },
};
