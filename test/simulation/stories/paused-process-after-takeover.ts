import { ask } from '../ask';
import { before } from '../happenings';
import { type Story } from './story';

const MOMENTS = [
  ['demote home', false],
  ['demote home', true],
  ['switch-dns', false],
  ['switch-dns', true],
] as const;

export const story: Story = {
  name: 'a process that was paused while another operation took over does not act on what it knew',
  tell: async (begin) => {
    for (const [effect, stopsClock] of MOMENTS) {
      const world = begin({ demoteMs: 4_000 }, { mayLose: false });
      const first = world.begin(ask('switchover'), { region: 'home' });
      const slept = world.lastRun;
      before(world, effect, () => slept?.pause(30_000, stopsClock));
      const second = world.clock.wait(12_000).then(() => world.begin(ask('switchover', { to: 'home' })));
      await world.clock.run(Promise.all([first, second]));
      await world.pass(10_000);
      const count = world.primaries().length;
      if (count !== 1) return `${count} primaries, after a pause at ${effect}`;
    }
    return undefined;
  },
};
