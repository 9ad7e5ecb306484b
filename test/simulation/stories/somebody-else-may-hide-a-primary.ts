import { ask } from '../ask';
import { refusesFor, type Story } from './story';

export const story: Story = {
  name: 'somebody else who answers in place of home does not say that home is gone',
  tell: async (begin) => {
    // Of a version that does not tell whom it hears.
    const world = begin({ statusShape: 'first' });
    world.interpose = (cluster) =>
      cluster === 'home' ? { status: 200, body: { message: 'welcome to the portal' } } : undefined;
    return refusesFor(world, await world.operate(ask('failover')), 'unfenced-primary');
  },
};
