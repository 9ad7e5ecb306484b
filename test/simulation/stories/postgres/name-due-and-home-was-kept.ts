import { ask } from '../../ask';
import { refusesFor, type Story } from '../story';

export const story: Story = {
  name: 'what clients wrote on a kept primary, while the name was due to the other one, is not overwritten without a word',
  tell: async ({ postgres }) => {
    const world = postgres({}, { mayLose: false });
    const { home } = world.clusters;
    await world.operate(ask('failover', { dns: 'defer' }));
    world.watch.twoPrimaries = 'a person has taken the fence from home';
    world.watch.changedByHandAt.home = world.clock.now();
    home.unfence();
    await world.pass(20_000);
    const kept = await world.operate(ask('failover', { to: 'home' }));
    if (kept !== 'done') return `keeping home is ${kept}: ${world.words.at(-1)}`;
    await world.pass(20_000);
    world.watch.changedByHandAt.home = world.clock.now();
    home.fence();
    await world.pass(20_000);
    return refusesFor(world, await world.operate(ask('rejoin')), 'loss');
  },
};
