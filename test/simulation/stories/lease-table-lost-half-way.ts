import { ask } from '../ask';
import { before, later } from '../happenings';
import { areServed, type Story } from './story';

export const story: Story = {
  name: 'losing one lease table between demotion and promotion does not leave the clients without a primary',
  tell: async (begin) => {
    for (const catchesUpMs of [12_000, 0]) {
      const world = begin({ demoteMs: 9_000, lagMs: 4_000 }, { mayLose: false, writes: 40 });
      before(world, 'demote home', () => {
        world.clusters.away.catchesUpUntil = world.clock.now() + catchesUpMs;
        later(world, 100, () => void (world.tables.away.behaviour = 'fails'));
      });
      await world.operate(ask('switchover'));
      await world.pass(60_000);
      if (!areServed(world)) return `the clients have no primary (away catches up for ${catchesUpMs / 1000} s)`;
    }
    return undefined;
  },
};
