import type { JsonAnswer } from '../../../functions/shared/vault-client';
import { ask } from '../ask';
import type { Story } from './story';

const SEALED: JsonAnswer = { status: 503, body: { errors: ['Vault is sealed'] } };
const blank = (status: number, initialized: boolean): JsonAnswer => ({
  status,
  body: { initialized, sealed: true, standby: true, replication_dr_mode: 'unknown' },
});

/** Which answers of home come from the other node, and what that one says. */
const NODES: readonly (readonly ['health' | 'status', JsonAnswer])[] = [
  ['status', SEALED],
  ['health', blank(503, true)],
  ['health', blank(501, false)],
];

export const story: Story = {
  name: 'behind a load balancer, a node that cannot serve overrules nobody who says "I am primary"',
  tell: async (begin) => {
    for (const [which, said] of NODES) {
      const world = begin();
      world.interpose = (cluster, path) =>
        cluster === 'home' && (path === 'sys/health') === (which === 'health') ? said : undefined;
      await world.operate(ask('failover'));
      if (world.primaries().length > 1) return `two primaries, with ${which} from another node`;
    }
    return undefined;
  },
};
