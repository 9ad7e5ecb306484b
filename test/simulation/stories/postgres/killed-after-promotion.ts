import { ask } from '../../ask';
import { killAfterPromotion } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a switchover that was killed right after its promotion is known to have lost nothing',
  tell: async ({ postgres }) => {
    const world = postgres({}, { mayLose: false });
    killAfterPromotion(world, 1);
    await world.operate(ask('switchover'));
    await world.pass(60_000);
    const ending = await world.operate(ask('rejoin', { to: 'away' }));
    const needs = world.lastNeeds.filter((name) => name === 'loss');
    return needs.length > 0 ? `a rejoin is ${ending}, and asks for loss` : undefined;
  },
};
