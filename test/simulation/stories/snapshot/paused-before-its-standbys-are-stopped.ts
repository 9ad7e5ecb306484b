import { ask } from '../../ask';
import { later } from '../../happenings';
import type { Story } from '../story';

/** More than a switchover asks for the active server of its source before it stops the standbys. */
const MOST_READS = 12;

export const story: Story = {
  name: 'a process that was paused after it asked for the active server stops no standby of a later operation',
  tell: async ({ snapshot }) => {
    for (let paused = 1; paused < MOST_READS; paused++) {
      const world = snapshot({ betweenWritesMs: 600_000 }, { mayLose: false });
      await world.pass(30_000);
      let reads = 0;
      world.interpose = (cluster, path) => {
        if (cluster !== 'home' || path !== 'sys/leader' || (reads += 1) !== paused) return undefined;
        world.lastRun?.pause(60_000, true);
        later(world, 20_000, () => world.beginAlongside(ask('switchover', { to: 'home' }), { region: 'home' }));
        return undefined;
      };
      await world.operate(ask('switchover'), { region: 'away' });
      await world.pass(60_000);
      const [broken] = world.watch.broken;
      if (broken !== undefined) return `paused after ${paused} reads: ${broken}`;
    }
    return undefined;
  },
};
