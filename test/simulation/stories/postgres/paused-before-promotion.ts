import { ask } from '../../ask';
import type { Story } from '../story';

const LONGEST_MS = 1_000;
const STEP_MS = 40;

export const story: Story = {
  name: 'a process that was paused before its promotion looks at the lease and at the clusters again',
  tell: async ({ postgres }) => {
    for (let afterMs = STEP_MS; afterMs < LONGEST_MS; afterMs += STEP_MS) {
      const world = postgres();
      const back = (): void => world.beginAlongside(ask('failover', { to: 'home' }), { region: 'home' });
      await world.operate(ask('switchover'), {
        region: 'away',
        meanwhile: [
          { afterMs, happen: (run) => run.pause(25_000, false) },
          { afterMs: afterMs + 10_000, happen: back },
        ],
      });
      if (world.primaries().length !== 1)
        return `after ${afterMs} ms, ${world.primaries().length} clusters are primary`;
    }
    return undefined;
  },
};
