import { ask } from '../ask';
import type { Story } from './story';

export const story: Story = {
  name: 'a primary that stops answering for a second right after it called itself primary is not treated as gone',
  tell: async (begin) => {
    // `first`: a version whose secondary does not report heartbeats.
    const world = begin({ statusShape: 'first' });
    await world.operate(ask('failover'), {
      meanwhile: [
        { afterMs: 3, happen: () => world.network.setLambda('away', 'home', 'refuses') },
        { afterMs: 1_300, happen: () => world.network.setLambda('away', 'home', 'open') },
      ],
    });
    return world.primaries().length > 1 ? 'two primaries' : undefined;
  },
};
