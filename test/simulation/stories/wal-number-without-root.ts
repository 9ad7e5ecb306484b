import { ask } from '../ask';
import { leaveOneWriteBehind } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'a demoted cluster that reports a higher WAL number and no Merkle root has more data',
  tell: async (begin) => {
    const world = begin({ demotedStatus: 'wals-alone' }, { mayLose: false });
    leaveOneWriteBehind(world);
    await world.operate(ask('switchover'));
    return world.route53.weights.away > 0 ? 'the name leads to away' : undefined;
  },
};
