import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'a promotion that takes longer than the engine waits is not undone, because nothing stops it',
  tell: async ({ postgres }) => {
    const world = postgres({ promoteMs: 150_000 });
    await world.operate(ask('switchover'));
    if (world.clusters.home.isPrimary) return 'home is promoted again while away is being promoted';
    await world.pass(150_000);
    const ending = await world.operate(ask('switchover', { to: 'away' }));
    return ending === 'done' ? undefined : `the same operation, run again, is ${ending}`;
  },
};
