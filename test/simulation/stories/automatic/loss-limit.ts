import { loseHome } from '../../outages';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'a region whose last minutes were not replicated is not failed over by itself',
  tell: async (begin) => {
    const world = await watched(begin);
    world.network.between = false;
    for (let i = 0; i < 5; i++) {
      await world.pass(20_000);
      world.acknowledgeOn('home');
    }
    loseHome(world, true);
    await world.pass(600_000);
    return endsWith(world, 'home');
  },
};
