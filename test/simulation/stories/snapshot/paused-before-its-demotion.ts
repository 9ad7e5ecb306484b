import { ask } from '../../ask';
import { later } from '../../happenings';
import type { Story } from '../story';

export const story: Story = {
  name: 'a process that was paused while it put its last file does not write down that a demotion begins',
  tell: async ({ snapshot }) => {
    const world = snapshot({ betweenWritesMs: 600_000 }, { mayLose: false });
    const { away } = world.pair.buckets;
    await world.pass(30_000);
    const put = away.put.bind(away);
    away.put = (...file) => {
      away.put = put;
      put(...file);
      world.lastRun?.pause(60_000, false);
      later(world, 5_000, () => world.beginAlongside(ask('switchover'), { region: 'home' }));
    };
    await world.operate(ask('switchover'));
    if (world.primaries().join() !== 'away') return `primary: ${world.primaries().join()}`;
    return world.pair.isDemotionBegun('home') ? 'it is written down' : undefined;
  },
};
