import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { Story } from '../story';

/** Longer than a failover waits for the log. */
const CUT_OFF_MS = 6_000;

export const story: Story = {
  name: 'a failover whose target was cut off during the catch-up compares again when it is back',
  tell: async ({ postgres }) => {
    const world = postgres({ lagMs: 4_000 }, { mayLose: false });
    const setPath = (isOpen: boolean): void => {
      world.network.setLambda('home', 'away', isOpen ? 'open' : 'refuses');
      world.network.between = isOpen;
      if (isOpen) world.clusters.away.settle();
      else world.clusters.away.loseShipments();
    };
    before(world, 'demote home', () => {
      world.clientWritesNow();
      setPath(false);
      later(world, CUT_OFF_MS, () => setPath(true));
    });
    const ending = await world.operate(ask('failover'), { region: 'home' });
    if (ending !== 'done') return `it is ${ending}: ${world.words.at(-1)}`;
    return world.lost('away').length > 0 ? 'away lacks writes of home, which was up' : undefined;
  },
};
