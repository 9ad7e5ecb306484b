import { ask } from '../ask';
import { seeded } from '../seeded';
import type { Story } from './story';

const TIMES = 40;

export const story: Story = {
  name: 'a primary that answers slowly is not treated as gone because the last read had too little time',
  tell: async (begin) => {
    for (let seed = 1; seed <= TIMES; seed++) {
      const world = begin({ slowAnswers: 0.3 });
      Math.random = seeded(seed);
      world.clusters.home.electionUntil = Infinity;
      await world.operate(ask('failover', { accept: ['loss'] }));
      if (world.primaries().length > 1) return `two primaries (chance ${seed})`;
    }
    return undefined;
  },
};
