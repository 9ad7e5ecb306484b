import { ask } from '../ask';
import type { Story } from './story';

const MOST_MS = 8_000;

export const story: Story = {
  name: 'a primary that answers reads and hangs on writes costs one bounded call, and the override acts at once',
  tell: async (begin) => {
    const world = begin();
    world.clusters.home.hangs = 'never';
    const beganAt = world.clock.now();
    await world.operate(ask('failover'));
    const refusedMs = world.clock.now() - beganAt;
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    const actedMs = world.clock.now() - beganAt - refusedMs;
    if (refusedMs > MOST_MS) return `it takes ${refusedMs} ms to refuse`;
    if (!world.clusters.away.isPrimary) return 'away is no primary with the override';
    return actedMs > MOST_MS ? `the override takes ${actedMs} ms` : undefined;
  },
};
