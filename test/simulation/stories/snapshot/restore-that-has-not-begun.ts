import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a failover that is run again while a file is about to be restored does not restore it a second time',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(20_000);
    const { home } = world.pair.clusters;
    home.reach = 'refuses';
    for (const { host } of home.nodes) home.lostAgents.add(host);
    const failover = ask('failover', { accept: ['unfenced-primary'] });
    await world.operate(failover, { budgetMs: 4_000 });
    home.lostAgents.clear();
    let times = 0;
    const count = (): void => {
      times += 1;
      before(world, 'promote away', count);
    };
    before(world, 'promote away', count);
    await world.operate(failover);
    return times === 0 ? undefined : `it is restored ${times} times more`;
  },
};
