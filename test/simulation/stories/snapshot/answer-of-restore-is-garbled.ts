import { ask } from '../../ask';
import type { Story } from '../story';

/** More calls than a failover makes. */
const CALLS = 70;

export const story: Story = {
  name: 'a restore whose answer is garbled is not taken for a refusal',
  tell: async ({ snapshot }) => {
    for (let call = 0; call < CALLS; call++) {
      const world = snapshot({ betweenWritesMs: 600_000, restoreMs: 20_000 });
      await world.pass(20_000);
      world.clusters.home.stop(world.clusters.home.nodes);
      const ending = await world.operate(ask('failover'), { faults: [{ call, times: 1, kind: 'garbled' }] });
      if (ending === 'refused' && world.clusters.away.hasData) return `refused after a restore (call ${call})`;
    }
    return undefined;
  },
};
