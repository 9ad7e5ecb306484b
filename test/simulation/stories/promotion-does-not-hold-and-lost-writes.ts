import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'a failover whose promotion did not hold promotes again only with loss accepted, if the demoted primary has more',
  tell: async (begin) => {
    for (const demotedStatus of ['wals-alone', 'as-secondary', 'bare'] as const) {
      const habits = {
        demoteMs: 9_000,
        promoteMs: 50,
        lagMs: 4_000,
        demotedStatus,
        shipsAfterDemote: false,
        walOffset: -70,
      };
      const world = begin(habits, { writes: 20 });
      world.clusters.away.promotionsThatDoNotHold = 1;
      const ending = await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
      await world.pass(10_000);
      const [primary] = world.primaries();
      if (primary === 'away')
        return `${demotedStatus}: it is ${ending}, and away is primary without the writes of home`;
      if (primary === undefined && !world.lastNeeds.includes('loss')) {
        return `${demotedStatus}: it is ${ending}, and asks for ${world.lastNeeds.join(', ')}`;
      }
    }
    return undefined;
  },
};
