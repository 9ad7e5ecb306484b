import { ask } from '../../ask';
import type { Story } from '../story';

const CUT_OFF_MS = 30_000;

export const story: Story = {
  name: 'the loss of a failover begins at the newest transaction that the replica has',
  tell: async ({ postgres }) => {
    const world = postgres();
    await world.pass(20_000);
    world.network.between = false;
    for (let i = 0; i < 5; i++) {
      world.clientWritesNow();
      await world.pass(CUT_OFF_MS / 5);
    }
    world.clusters.home.reach = 'silent';
    const ending = await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    if (ending !== 'done') return `it is ${ending}`;
    return world.lastResult?.possibleLoss?.kind === 'since' ? undefined : 'it does not announce since when';
  },
};
