import { ask } from '../../ask';
import { before } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a cluster that a person has parked after a killed parking follows once rejoin is run',
  tell: async ({ snapshot }) => {
    // The active server steps down before it can be sealed, so that all servers are stopped.
    const habits = { stepDownMs: 100, commandMs: 2_000, betweenWritesMs: 600_000, parks: true };
    const world = snapshot(habits, { mayLose: false });
    await world.pass(20_000);
    before(world, 'link home', () => world.lastRun?.kill());
    await world.operate(ask('switchover'));
    world.pair.clusters.home.park();
    await world.pass(70_000);
    const ending = await world.operate(ask('rejoin'));
    if (ending !== 'done') return `the rejoin is ${ending}: ${world.words.at(-1)}`;
    const { problems } = await world.status();
    return problems.length === 0 ? undefined : problems.map(({ text }) => text).join(' ');
  },
};
