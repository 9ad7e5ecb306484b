import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'an empty cluster without the marker gets no clients',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(70_000);
    world.clusters.away.change({ isMarked: false });
    await world.pass(120_000);
    world.clusters.home.stop(world.clusters.home.nodes);
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    return world.route53.weights.away > 0 ? 'the name leads to an empty cluster' : undefined;
  },
};
