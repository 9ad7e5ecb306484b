import { loseHome } from '../../outages';
import type { Story } from '../story';
import { endsWith, primariesOf, watched } from './begin';

export const story: Story = {
  name: 'an old primary that returns is demoted by itself, keeps its data, and the new one keeps its role',
  tell: async (begin) => {
    const world = await watched(begin);
    loseHome(world, true);
    await world.pass(200_000);
    if (primariesOf(world) !== 'home and away') return `${primariesOf(world)} is primary after the region was lost`;
    const before = world.clusters.home.data.size;
    loseHome(world, false);
    await world.pass(150_000);
    if (world.clusters.home.data.size < before) return 'home has lost data';
    return endsWith(world, 'away');
  },
};
