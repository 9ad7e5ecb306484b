import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a write of a session that began before the fence is not lost',
  tell: async ({ postgres }) => {
    const world = postgres({ openTransactionMs: 300, endSessionMs: 100, lagMs: 20, reloadMs: 0 }, { mayLose: false });
    before(world, 'demote home', () => {
      for (let ms = 1; ms < 300; ms += 3) later(world, ms, () => world.clientWritesNow());
    });
    const ending = await world.operate(ask('switchover'));
    if (ending !== 'done') return `it is ${ending}: ${world.words.at(-1)}`;
    return world.lost('away').length > 0 ? 'away lacks acknowledged writes' : undefined;
  },
};
