import { ask } from '../ask';
import { refusesFor, type Story } from './story';

export const story: Story = {
  name: 'accepting edited weights does not accept a target that still copies or is corrupted',
  tell: async (begin) => {
    for (const damage of ['copies', 'corrupted'] as const) {
      const world = begin();
      const { home, away } = world.clusters;
      if (damage === 'copies') away.syncUntil = Infinity;
      else away.corruptedAt = world.clock.now();
      await world.pass(5_000);
      home.reach = 'refuses';
      world.route53.weights = { home: 100, away: 100 };
      const ending = await world.operate(ask('failover', { accept: ['foreign-weights'] }));
      const said = refusesFor(world, ending, 'vault-force');
      if (said !== undefined) return `${damage}: ${said}`;
    }
    return undefined;
  },
};
