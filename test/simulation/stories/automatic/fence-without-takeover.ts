import { weightsFor } from '../../../../functions/shared/weighted-records';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'of two primaries, none is demoted by itself if this system promoted neither',
  tell: async (begin) => {
    for (const isNameMoved of [false, true]) {
      const world = await watched(begin);
      world.clusters.away.promote();
      if (isNameMoved) world.route53.weights = weightsFor('away');
      await world.pass(300_000);
      const wrong = await endsWith(world, 'home and away');
      if (wrong !== undefined) return `the client name was ${isNameMoved ? '' : 'not '}moved by hand: ${wrong}`;
    }
    return undefined;
  },
};
