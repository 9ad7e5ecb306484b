import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a switchover promotes when no node of the other cluster answers as active any more',
  tell: async ({ postgres }) => {
    const world = postgres({ hasStepDownToken: false });
    let said: string | undefined = 'away was not promoted';
    before(world, 'promote away', () => {
      said = world.clusters.home.hasLeader ? 'a node of home still answers reads' : undefined;
    });
    await world.operate(ask('switchover'));
    return said;
  },
};
