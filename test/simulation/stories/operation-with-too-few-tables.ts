import { ask } from '../ask';
import { later } from '../happenings';
import type { Story } from './story';

const MOMENTS = [
  { hasWitness: false, failsAfterMs: 400, answersAfterMs: 60_000, secondAfterMs: 300 },
  { hasWitness: true, failsAfterMs: 0, answersAfterMs: 300, secondAfterMs: 400 },
] as const;

export const story: Story = {
  name: 'an operation that got a lease table which another one has lost does not act while that one does',
  tell: async (begin) => {
    for (const { hasWitness, failsAfterMs, answersAfterMs, secondAfterMs } of MOMENTS) {
      const world = begin({ demoteMs: 9_000, promoteMs: 600, hasWitness }, { mayLose: false });
      later(world, failsAfterMs, () => {
        if (hasWitness) world.tables.home.behaviour = 'fails';
        else world.network.setTable('home', 'home', false);
      });
      later(world, answersAfterMs, () => void (world.tables.home.behaviour = 'answers'));
      const first = world.clock.wait(1).then(() => world.begin(ask('switchover'), { region: 'home' }));
      const second = world.clock
        .wait(secondAfterMs)
        .then(() => world.begin(ask('switchover', { to: 'home' }), { region: 'away' }));
      const [ending] = await world.clock.run(Promise.all([first, second]));
      if (ending !== 'done') return `the operation that holds the lease is ${ending}`;
    }
    return undefined;
  },
};
