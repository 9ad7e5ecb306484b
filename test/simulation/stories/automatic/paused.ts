import { loseHome } from '../../outages';
import type { Story } from '../story';
import { endsWith, primariesOf, watched } from './begin';

export const story: Story = {
  name: 'nothing begins by itself while it is paused, and it does again when that is over',
  tell: async (begin) => {
    const world = await watched(begin);
    if ((await world.control('pause', 'home')) !== 'done') return 'the pause was not confirmed';
    loseHome(world, true);
    await world.pass(600_000);
    if (primariesOf(world) !== 'home') return `${primariesOf(world)} is primary while it is paused`;
    // The table of home still has the pause, and gives no answer.
    if ((await world.control('resume')) !== 'done') return 'the end of the pause was not confirmed';
    await world.pass(120_000);
    return endsWith(world, 'home and away');
  },
};
