import { ask } from '../../ask';
import { renamed } from '../../snapshot/snapshot-troubles';
import type { Story } from '../story';

export const story: Story = {
  name: 'an older file with a newer name is not restored',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(250_000);
    renamed('away').happen(world);
    world.clusters.home.stop(world.clusters.home.nodes);
    const ending = await world.operate(ask('failover'));
    return ending === 'done' ? 'it was restored' : undefined;
  },
};
