import { ask } from '../../ask';
import type { Story } from '../story';
import { endsWith, watched } from './begin';

export const story: Story = {
  name: 'the loss of away, while it is primary, begins nothing',
  tell: async (begin) => {
    const world = await watched(begin);
    await world.operate(ask('switchover'));
    await world.pass(120_000);
    world.clusters.away.reach = 'silent';
    world.tables.away.behaviour = 'black-holed';
    await world.pass(900_000);
    return endsWith(world, 'away');
  },
};
