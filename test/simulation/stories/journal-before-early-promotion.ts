import { ask } from '../ask';
import { before, later } from '../happenings';
import { type Story } from './story';

export const story: Story = {
  name: 'a promotion ahead of its proof is not made when no journal can record it',
  tell: async (begin) => {
    const world = begin({ demoteMs: 20_000 }, { mayLose: false });
    // A quiet moment but for one write, so that both tell the same number before.
    world.network.clients.home = false;
    before(world, 'demote home', () => {
      world.acknowledgeOn('home');
      for (const table of Object.values(world.tables)) table.behaviour = 'fails';
      later(world, 700, () => Object.values(world.tables).forEach((table) => (table.behaviour = 'answers')));
    });
    const first = world.begin(ask('switchover'));
    const run = world.lastRun;
    before(world, 'promote away', () => later(world, 10, () => run?.kill()));
    await world.clock.run(first);
    await world.pass(60_000);
    await world.operate(ask('switchover'));
    return undefined;
  },
};
