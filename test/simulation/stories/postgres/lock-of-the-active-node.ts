import { ask } from '../../ask';
import type { Story } from '../story';

const EXPIRED_MS = 30_000;

export const story: Story = {
  name: 'the lock of a node that is active already is not deleted',
  tell: async ({ postgres }) => {
    // The lock of home has expired, so a node of away takes it in the moment of the promotion.
    const world = postgres({ takeOverMs: 0 });
    world.clusters.home.reach = 'silent';
    await world.pass(EXPIRED_MS);
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    return world.clusters.away.serves ? undefined : 'away does not serve';
  },
};
