import { reachHome } from '../../outages';
import type { Story } from '../story';
import { primariesOf, watched } from './begin';

export const story: Story = {
  name: 'a cluster that two watchers see down is failed over by itself, not before its time',
  tell: async (begin) => {
    const world = await watched(begin, { fence: false });
    reachHome(world, false);
    await world.pass(55_000);
    if (primariesOf(world) !== 'home') return `${primariesOf(world)} is primary after 55 s`;
    await world.pass(95_000);
    return primariesOf(world) === 'home and away' ? undefined : `${primariesOf(world)} is primary after 150 s`;
  },
};
