import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'an empty cluster that lost its marker before the first file gets no clients while the other one is down',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    world.clusters.away.change({ isMarked: false });
    world.clusters.home.stop(world.clusters.home.nodes);
    await world.operate(ask('failover'));
    await world.operate(ask('dns-switch'));
    return world.route53.weights.away > 0 ? 'the name leads to an empty cluster' : undefined;
  },
};
