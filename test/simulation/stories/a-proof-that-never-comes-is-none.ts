import { ask } from '../ask';
import { leaveOneWriteBehind } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'a switchover whose old primary does not come back in time has no proof, and leads nobody to the new one',
  tell: async (begin) => {
    const world = begin({ demoteMs: 300_000 }, { mayLose: false });
    leaveOneWriteBehind(world);
    const ending = await world.operate(ask('switchover'));
    return ending === 'partial' ? undefined : `it is ${ending}`;
  },
};
