import { OUTAGES } from '../../outages';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'a region that the witness reaches is not failed over, even if away reaches nothing of it',
  tell: async (begin) => {
    const world = await watched(begin);
    OUTAGES['every path from away to home']?.(world, false);
    await world.pass(900_000);
    return endsWith(world, 'home');
  },
};
