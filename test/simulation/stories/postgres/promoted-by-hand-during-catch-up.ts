import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a failover whose target a person promotes meanwhile goes back to the cluster that has every write',
  tell: async ({ postgres }) => {
    const world = postgres({ promoteMs: 3_000, toolMs: 1_000, noticesLossAfterMs: 15_000 }, { mayLose: false });
    const { home } = world.clusters;
    // The fence of home stays, so that a promotion by hand makes no primary of it.
    await world.operate(ask('switchover'));
    await world.pass(20_000);
    before(world, 'demote away', () => {
      world.clientWritesNow();
      home.promote();
    });
    const ending = await world.operate(ask('failover', { to: 'home' }));
    const { error } = world.lastResult ?? {};
    if (error?.refusal !== 'undone') return `it is ${ending} (${error?.refusal}): ${world.words.at(-1)}`;
    return world.lost('away').length > 0 ? 'away lacks acknowledged writes' : undefined;
  },
};
