import { OUTAGES } from '../../outages';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'what is lost again and again for less than its time is never failed over',
  tell: async (begin) => {
    for (const what of ['the region of home', 'the cluster of home']) {
      const world = await watched(begin);
      for (let i = 0; i < 6; i++) {
        OUTAGES[what]?.(world, false);
        await world.pass(45_000);
        OUTAGES[what]?.(world, true);
        await world.pass(25_000);
      }
      const wrong = await endsWith(world, 'home');
      if (wrong !== undefined) return `${what}: ${wrong}`;
    }
    return undefined;
  },
};
