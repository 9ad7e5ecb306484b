import { ask } from '../../ask';
import { before, later } from '../../happenings';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'an old primary that is started again right after its fence is fenced once more before the restore',
  tell: async ({ snapshot }) => {
    const world = snapshot(
      { fetchMs: 2_500, commandMs: 200, startMs: 100, electionMs: 100, betweenWritesMs: 600_000 },
      { mayLose: false },
    );
    await world.pass(20_000);
    const { home } = world.pair.clusters;
    home.stop(home.nodes);
    before(world, 'demote home', () => later(world, 500, () => home.begin(home.nodes)));
    await world.operate(ask('failover'));
    if (world.primaries().join() !== 'away')
      return `primary: ${world.primaries().join(' and ')}; ${world.words.at(-1)}`;
    return areServed(world) ? undefined : 'nobody is served';
  },
};
