import type { JsonAnswer } from '../../../functions/shared/vault-client';
import { ask } from '../ask';
import type { Story } from './story';

const SEALED: JsonAnswer = { status: 503, body: { errors: ['Vault is sealed'] } };
const healthOf = (status: number, initialized: boolean, sealed: boolean, mode: string): JsonAnswer => ({
  status,
  body: { initialized, sealed, standby: true, replication_dr_mode: mode },
});

/** Which reads of home the other node answers, and its answer. */
const NODES: readonly (readonly ['health' | 'status', JsonAnswer])[] = [
  ['status', SEALED],
  ['health', healthOf(503, true, true, 'unknown')],
  ['health', healthOf(501, false, true, 'unknown')],
  ['health', healthOf(472, true, false, 'secondary')],
];

export const story: Story = {
  name: 'behind a load balancer, a node that cannot serve does not outweigh a node that says it is primary',
  tell: async (begin) => {
    // `first`: a version whose secondary does not report heartbeats.
    for (const statusShape of ['newest', 'first'] as const) {
      for (const [which, said] of NODES) {
        const world = begin({ statusShape });
        world.interpose = (cluster, path) =>
          cluster === 'home' && (path === 'sys/health') === (which === 'health') ? said : undefined;
        await world.operate(ask('failover'));
        if (world.primaries().length > 1) return `two primaries, with ${which} from another node`;
      }
    }
    return undefined;
  },
};
