import { ask } from '../ask';
import { seeded } from '../seeded';
import type { Story } from './story';

const TIMES = 40;

export const story: Story = {
  name: 'a cluster that answers all along, slowly, is not taken for gone because the last look had no time',
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
