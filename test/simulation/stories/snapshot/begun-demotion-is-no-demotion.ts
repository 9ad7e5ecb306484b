import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a failover past a cluster that a killed switchover began to take down stops its servers first',
  tell: async ({ snapshot }) => {
    const world = snapshot({}, { mayLose: true });
    await world.pass(20_000);
    before(world, 'demote home', () => world.lastRun?.kill());
    await world.operate(ask('switchover'));
    await world.pass(10_000);
    const ending = await world.operate(ask('failover'));
    if (ending !== 'done') return `the failover is ${ending}`;
    return world.pair.fencedAt.home === undefined ? 'home was not stopped' : undefined;
  },
};
