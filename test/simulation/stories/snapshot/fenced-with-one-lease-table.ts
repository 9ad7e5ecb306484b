import { ask } from '../../ask';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'a failover that began with one lease table does not stop after it has fenced the lost cluster',
  tell: async ({ snapshot }) => {
    const world = snapshot();
    await world.pass(5_000);
    const { home } = world.clusters;
    home.stop(home.nodes);
    world.tables.home.behaviour = 'black-holed';
    const ending = await world.operate(ask('failover'));
    return areServed(world) ? undefined : `it is ${ending}, and nobody is served: ${world.words.at(-1)}`;
  },
};
