import { ask } from '../../ask';
import { stray } from '../../snapshot/snapshot-troubles';
import type { Story } from '../story';

export const story: Story = {
  name: 'a file of another pair is not restored while the other cluster gives no answer',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(70_000);
    stray('away').happen(world);
    world.clusters.home.stop(world.clusters.home.nodes);
    const ending = await world.operate(ask('failover'));
    return ending === 'done' ? 'it was restored' : undefined;
  },
};
