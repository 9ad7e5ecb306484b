import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'an empty cluster that lost its marker is not copied while the other one is down',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(70_000);
    world.clusters.home.stop(world.clusters.home.nodes);
    world.clusters.away.change({ isMarked: false });
    await world.pass(120_000);
    if (world.pair.buckets.home.objects.size > 0) return 'a file of the empty cluster was taken';
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    return world.route53.weights.away > 0 ? 'the name leads to an empty cluster' : undefined;
  },
};
