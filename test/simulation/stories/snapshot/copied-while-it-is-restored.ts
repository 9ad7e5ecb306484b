import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'what an old primary wrote before a copy that was not restored is not discarded without a word',
  tell: async ({ snapshot }) => {
    const world = snapshot({ betweenWritesMs: 600_000, parks: true });
    const { home } = world.clusters;
    await world.pass(20_000);
    home.reach = 'silent';
    for (const { host } of home.nodes) home.lostAgents.add(host);
    await world.pass(100_000);
    before(world, 'promote away', () => later(world, 10, () => world.lastRun?.kill()));
    await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    // The other Lambda reaches home before the restore begins to show.
    home.reach = 'open';
    for (let i = 0; i < 3; i++) world.clientWritesNow();
    await world.clock.run(world.pair.pullers.copy('away'));
    home.reach = 'silent';
    await world.pass(30_000);
    const ending = await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
    if (ending !== 'done') return `the failover is ${ending}; ${world.words.at(-1)}`;
    if (world.lost('away').length === 0) return 'the story tells nothing';
    home.reach = 'open';
    home.lostAgents.clear();
    await world.operate(ask('rejoin'));
    return undefined;
  },
};
