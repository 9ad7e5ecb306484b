import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'of two primaries, none is demoted by itself if this system promoted neither',
  tell: async (begin) => {
    const world = await watched(begin);
    world.clusters.away.promote();
    await world.pass(600_000);
    return endsWith(world, 'home and away');
  },
};
