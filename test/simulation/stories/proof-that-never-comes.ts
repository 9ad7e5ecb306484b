import { ask } from '../ask';
import { leaveOneWriteBehind } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'when the old primary does not return in time to prove the data, the clients are not led to the new one',
  tell: async (begin) => {
    const world = begin({ demoteMs: 300_000 }, { mayLose: false });
    leaveOneWriteBehind(world);
    const ending = await world.operate(ask('switchover'));
    return ending === 'partial' ? undefined : `it is ${ending}`;
  },
};
