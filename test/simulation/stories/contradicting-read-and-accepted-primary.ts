import { ask } from '../ask';
import { before } from '../happenings';
import type { Story } from './story';

const OLD_STATUS = { data: { mode: 'primary', state: 'running', last_dr_wal: 100, known_secondaries: ['away'] } };
/** The node with its old role answers from this time after the demotion on, when the comparison of both clusters ends. */
const ANSWERS_AFTER_MS = 4_500;
/** How long it answers, and which cluster is primary after the failover. */
const WAYS = [
  { forMs: 600, primary: 'home' },
  { forMs: 60_000, primary: undefined },
] as const;

export const story: Story = {
  name: 'a failover with unfenced-primary accepted gives up no write because a node still has its old role',
  tell: async (begin) => {
    for (const { forMs, primary } of WAYS) {
      const habits = { demoteMs: 50, lagMs: 4_000, shipsAfterDemote: false, noticesLossAfterMs: 15_000 };
      const world = begin(habits, { writes: 8 });
      let answersAt = Number.POSITIVE_INFINITY;
      before(world, 'demote home', () => (answersAt = world.clock.now() + ANSWERS_AFTER_MS));
      world.interpose = (cluster, path) => {
        const isThere = world.clock.now() >= answersAt && world.clock.now() < answersAt + forMs;
        return isThere && cluster === 'home' && path !== 'sys/health' ? { status: 200, body: OLD_STATUS } : undefined;
      };
      const ending = await world.operate(ask('failover', { accept: ['unfenced-primary'] }));
      if (world.primaries()[0] !== primary) return `it is ${ending}, and ${world.primaries()[0] ?? 'none'} is primary`;
      if (primary === undefined && !world.lastNeeds.includes('loss'))
        return `it asks for ${world.lastNeeds.join(', ')}`;
    }
    return undefined;
  },
};
