import { ask } from '../ask';
import { killSwitchoverBeforeProof, refusesFor, type Story } from './story';

export const story: Story = {
  name: 'a rejoin discards nothing while the proof of a killed switchover is outstanding',
  tell: async (begin) => {
    const world = await killSwitchoverBeforeProof(begin);
    return refusesFor(world, await world.operate(ask('rejoin')), 'loss');
  },
};
