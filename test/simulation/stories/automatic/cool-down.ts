import { ask } from '../../ask';
import { loseHome } from '../../outages';
import { asTold, calm } from '../../recover';
import type { Story } from '../story';
import { endsWith, primariesOf, watched } from './begin';

/** Whether the first failover is acknowledged, how long after it home is lost again, and who then is primary. */
const AGAIN = [
  [true, 60_000, 'home'],
  [false, 900_000, 'home'],
  [true, 900_000, 'home and away'],
] as const;

export const story: Story = {
  name: 'a second failover begins by itself only after the first one was acknowledged and has cooled down',
  tell: async (begin) => {
    for (const [isAcknowledged, afterMs, expected] of AGAIN) {
      const world = await watched(begin, { fence: false });
      loseHome(world, true);
      await world.pass(150_000);
      if (primariesOf(world) !== 'home and away') return `${primariesOf(world)} is primary after the region was lost`;
      loseHome(world, false);
      await calm(world);
      await asTold(world, ask('rejoin'));
      await world.pass(30_000);
      await world.operate(ask('failback'));
      if (primariesOf(world) !== 'home') return `${primariesOf(world)} is primary after the failback`;
      if (isAcknowledged && (await world.control('acknowledge')) !== 'done') return 'it could not be acknowledged';
      await world.pass(afterMs);
      loseHome(world, true);
      await world.pass(150_000);
      const wrong = await endsWith(world, expected);
      if (wrong !== undefined)
        return `${isAcknowledged ? '' : 'not '}acknowledged, after ${afterMs / 1000} s: ${wrong}`;
    }
    return undefined;
  },
};
