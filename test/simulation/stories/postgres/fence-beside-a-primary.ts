import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'the fence of an old primary is not taken back while the new one takes writes',
  tell: async ({ postgres }) => {
    const world = postgres();
    const { home } = world.clusters;
    home.refusal = '42501';
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    if (world.primaries().length !== 2) return 'home was fenced';
    home.refusal = undefined;
    // The database is cut off in the moment of its fence, so that nobody can say whether it takes writes.
    before(world, 'demote home', () => {
      later(world, 1, () => void (home.databasePath = 'refuses'));
      later(world, 1_000, () => void (home.databasePath = 'open'));
    });
    const first = await world.operate(ask('rejoin', { accept: ['loss'] }));
    if (world.primaries().length !== 1) return `after a rejoin that is ${first}, both take writes`;
    await world.pass(10_000);
    const ending = await world.operate(ask('rejoin', { accept: ['loss'] }));
    const { left = [] } = world.lastResult ?? {};
    return left.includes('make-replica') ? undefined : `run again, it is ${ending}: ${world.words.at(-1)}`;
  },
};
