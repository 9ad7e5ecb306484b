import { ask } from '../../ask';
import { before } from '../../happenings';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'a write while the standbys are stopped is noticed, and the primary gets its role back',
  tell: async ({ snapshot }) => {
    const world = snapshot({ betweenWritesMs: 600_000 }, { mayLose: false });
    await world.pass(20_000);
    before(world, 'demote the standbys of home', () => world.clientWritesNow());
    const ending = await world.operate(ask('switchover'));
    if (ending !== 'partial') return `the switchover is ${ending}`;
    return world.primaries().join() === 'home' && areServed(world) ? undefined : 'home does not serve any more';
  },
};
