import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'an empty cluster without the marker gets no clients',
  tell: async ({ snapshot }) => {
    for (const isBucketLost of [false, true]) {
      const world = snapshot();
      await world.pass(70_000);
      world.clusters.away.change({ isMarked: false });
      await world.pass(120_000);
      world.pair.buckets.away.behaviour = isBucketLost ? 'lost' : 'answers';
      world.clusters.home.stop(world.clusters.home.nodes);
      await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
      if (world.route53.weights.away > 0) return 'the name leads to an empty cluster';
    }
    return undefined;
  },
};
