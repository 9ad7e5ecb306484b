import { loseHome } from '../../outages';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'without fence, an old primary that returns keeps its role until a person demotes it',
  tell: async (begin) => {
    const world = await watched(begin, { fence: false });
    loseHome(world, true);
    await world.pass(200_000);
    loseHome(world, false);
    await world.pass(600_000);
    return endsWith(world, 'home and away');
  },
};
