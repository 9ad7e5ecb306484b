import { ask } from '../../ask';
import type { Story } from '../story';

/** The second run waits for a restore that may have been sent during these calls, for seconds at the end. */
const CALLS = { from: 120, to: 260, apart: 5 } as const;

export const story: Story = {
  name: 'the last of many looks at a parked cluster, if it is lost, does not tell that a killed run has restored it',
  tell: async ({ snapshot }) => {
    for (let call = CALLS.from; call < CALLS.to; call += CALLS.apart) {
      const world = snapshot({ betweenWritesMs: 600_000, fetchMs: 8_000 });
      await world.pass(20_000);
      world.clusters.home.stop(world.clusters.home.nodes);
      // It is killed while the file is fetched, so that nothing was sent.
      await world.operate(ask('failover'), { meanwhile: [{ afterMs: 6_000, happen: (run) => run.kill() }] });
      await world.operate(ask('failover'), { faults: [{ call, times: 1, kind: 'silent' }] });
      const words = world.words.at(-1) ?? '';
      if (words.includes('does not serve the data')) return `call ${call}: ${words}`;
    }
    return undefined;
  },
};
