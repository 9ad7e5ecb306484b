import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a fence that cannot be taken back is told, and the operation can be run again',
  tell: async ({ postgres }) => {
    const world = postgres({ hasStepDownToken: false }, { mayLose: false });
    // The nodes still answer, and nobody reaches the database any more.
    before(world, 'demote home', () => later(world, 1, () => void (world.clusters.home.databasePath = 'refuses')));
    await world.operate(ask('switchover'));
    if (world.clusters.away.isPrimary) return 'away was promoted';
    if (world.lastResult?.left.includes('failover') !== true) return 'it does not say that a failover has to be run';
    world.clusters.home.databasePath = 'open';
    await world.pass(10_000);
    const ending = await world.operate(ask('switchover', { to: 'away' }));
    return ending === 'done' ? undefined : `run again, it is ${ending}: ${world.words.at(-1)}`;
  },
};
