import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'a switchover to a cluster with a corrupted Merkle tree is refused before the demotion',
  tell: async (begin) => {
    const world = begin({}, { mayLose: false });
    world.clusters.away.corruptedAt = world.clock.now();
    await world.pass(5_000);
    const ending = await world.operate(ask('switchover'));
    return ending === 'refused' ? undefined : `it is ${ending}`;
  },
};
