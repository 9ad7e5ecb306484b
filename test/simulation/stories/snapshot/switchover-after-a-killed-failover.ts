import { ask } from '../../ask';
import { killAfterPromotion } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a switchover does not finish a killed failover that has left out writes',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(70_000);
    for (let i = 0; i < 5; i++) world.clientWritesNow();
    world.clusters.home.reach = 'silent';
    killAfterPromotion(world, 8_000);
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    await world.pass(60_000);
    const ending = await world.operate(ask('switchover'));
    if (ending !== 'refused') return `it is ${ending}: ${world.words.at(-1)}`;
    // What its operator accepted counts again.
    const again = await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    return again === 'done' ? undefined : `the failover is ${again}: ${world.words.at(-1)}`;
  },
};
