import { OUTAGES } from '../../outages';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'the last word of a silent witness does not count',
  tell: async (begin) => {
    const world = await watched(begin);
    if ((await world.control('pause')) !== 'done') return 'the pause was not confirmed';
    OUTAGES['the region of home']?.(world, false);
    await world.pass(200_000);
    world.watchers?.silent.add('witness');
    await world.pass(30_000);
    // The region is back. The witness does not say so, and away reaches nothing of it.
    OUTAGES['the region of home']?.(world, true);
    OUTAGES['every path from away to home']?.(world, false);
    await world.pass(120_000);
    if ((await world.control('resume')) !== 'done') return 'the end of the pause was not confirmed';
    await world.pass(600_000);
    return endsWith(world, 'home');
  },
};
