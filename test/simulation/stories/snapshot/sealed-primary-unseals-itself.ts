import { ask } from '../../ask';
import { before, later } from '../../happenings';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'a primary that unseals itself right after the switchover has sealed it is told of, and rejoin seals it again',
  tell: async ({ snapshot }) => {
    const world = snapshot({ startMs: 100, betweenWritesMs: 600_000, parks: true }, { mayLose: false });
    await world.pass(20_000);
    const { home } = world.pair.clusters;
    before(world, 'promote away', () => later(world, 1, () => home.begin(home.nodes)));
    const ending = await world.operate(ask('switchover'));
    if (ending !== 'done') return `the switchover is ${ending}: ${world.words.at(-1)}`;
    if (world.lastResult?.left.join() !== 'rejoin') return `left: ${world.lastResult?.left.join()}`;
    const rejoined = await world.operate(ask('rejoin'));
    if (rejoined !== 'done') return `the rejoin is ${rejoined}: ${world.words.at(-1)}`;
    if (world.primaries().join() !== 'away') return `primary: ${world.primaries().join(' and ')}`;
    return areServed(world) ? undefined : 'nobody is served';
  },
};
