import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'the clients are not led to a cluster whose database a person has fenced, if the database can be read',
  tell: async ({ postgres }) => {
    // An active node answers as such for some seconds more. Without its database, nothing else is known.
    for (const path of ['refuses', 'open'] as const) {
      const world = postgres();
      const { away } = world.clusters;
      await world.operate(ask('failover', { dns: 'defer' }));
      await world.pass(20_000);
      world.watch.changedByHandAt.away = world.clock.now();
      away.fence();
      away.databasePath = path;
      await world.pass(3_500);
      await world.operate(ask('switchover'));
      const isLed = world.route53.weights.away > 0;
      if (isLed !== (path === 'refuses')) return `the database ${path}, and the name has ${isLed ? '' : 'not '}moved`;
    }
    return undefined;
  },
};
