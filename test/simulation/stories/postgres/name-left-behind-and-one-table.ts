import { ask } from '../../ask';
import { refusesFor, type Story } from '../story';

export const story: Story = {
  name: 'a failover that moves a name left behind asks for part-lease, if one table fails and the other cluster is up',
  tell: async ({ postgres }) => {
    const world = postgres();
    await world.operate(ask('failover', { dns: 'defer' }));
    await world.pass(20_000);
    world.tableOf('home').behaviour = 'fails';
    const refused = refusesFor(world, await world.operate(ask('failover')), 'part-lease');
    if (refused !== undefined) return refused;
    const accepting = await world.operate(ask('failover', { accept: ['part-lease'] }));
    if (accepting !== 'done') return `with part-lease accepted it is ${accepting}: ${world.words.at(-1)}`;
    return world.route53.weights.away > 0 ? undefined : 'the name has not moved';
  },
};
