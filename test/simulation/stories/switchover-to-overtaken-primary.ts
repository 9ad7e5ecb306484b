import { ask } from '../ask';
import { killAfterPromotion } from '../happenings';
import type { Begin, Story } from './story';
import type { SimWorld } from '../sim-world';

export const story: Story = {
  name: 'a switchover does not promote an earlier primary again while the other cluster has newer writes',
  tell: async (begin) => {
    for (const to of ['home', 'away'] as const) {
      const world = await demoteSuccessor(begin);
      await world.operate(ask('switchover', { to }));
      if (world.clusters.home.isPrimary) return `home is primary after a switchover to ${to}, and lacks writes of away`;
    }
    return undefined;
  },
};

/** The journal knows only that a failover to away began. Away took over, took writes, and was demoted by hand. */
async function demoteSuccessor(begin: Begin): Promise<SimWorld> {
  const world = begin();
  killAfterPromotion(world, 0);
  await world.operate(ask('failover'));
  await world.pass(20_000);
  world.route53.weights = { home: 0, away: 255 };
  for (let i = 0; i < 3; i++) world.clientWritesNow();
  world.clusters.away.demote(world.clusters.home);
  await world.pass(20_000);
  return world;
}
