import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'what an old primary takes right before it is demoted again is not overwritten without a word',
  tell: async ({ postgres }) => {
    for (const operation of ['rejoin', 'fence'] as const) {
      const world = postgres({}, { mayLose: false });
      const { home } = world.clusters;
      await world.operate(ask('switchover'));
      await world.pass(20_000);
      world.watch.twoPrimaries = 'a person has taken the fence from home';
      world.watch.changedByHandAt.home = world.clock.now();
      home.unfence();
      await world.pass(100);
      // The look of the operation shows a log that ends where away was promoted.
      before(world, 'demote home', () => world.acknowledgeOn('home'));
      await world.operate(ask(operation, { to: 'away' }));
      if (home.isPrimary) return `after a ${operation}, home takes writes`;
      await world.pass(20_000);
      const ending = await world.operate(ask('rejoin'));
      const { left = [] } = world.lastResult ?? {};
      if (left.includes('make-replica')) return `after a ${operation}, a person is told to overwrite home`;
      if (!world.lastNeeds.includes('loss')) return `after a ${operation}, a rejoin is ${ending}, and asks for nothing`;
    }
    return undefined;
  },
};
