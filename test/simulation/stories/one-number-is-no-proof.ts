import { ask } from '../ask';
import { leaveOneWriteBehind } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'a demoted cluster that tells a higher number and no root has more',
  tell: async (begin) => {
    const world = begin({ demotedStatus: 'wals-alone' }, { mayLose: false });
    leaveOneWriteBehind(world);
    await world.operate(ask('switchover'));
    return world.route53.weights.away > 0 ? 'the name leads to away' : undefined;
  },
};
