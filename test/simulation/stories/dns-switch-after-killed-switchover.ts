import { ask } from '../ask';
import { killAfterPromotion, leaveOneWriteBehind } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'dns-switch does not complete a switchover that was killed between its promotion and its proof',
  tell: async (begin) => {
    const world = begin({ demoteMs: 20_000 }, { mayLose: false });
    leaveOneWriteBehind(world);
    killAfterPromotion(world, 200);
    await world.operate(ask('switchover'));
    await world.pass(60_000);
    await world.operate(ask('dns-switch'));
    return world.route53.weights.away > 0 ? 'the name leads to away without a proof' : undefined;
  },
};
