import { observeCluster } from '../../../shared/cluster-observation';
import type { ReplicationDriver } from '../driver';
import type { ReplicationTraits } from '../traits';
import { catchUp } from './catch-up';
import type { EnterpriseOptions } from './context';
import { demote } from './demote';
import { link } from './link';
import { listen } from './listen';
import { promote } from './promote';
import { verify } from './verify';

/** DR replication of Vault Enterprise, through `sys/replication/dr`. */
export const enterprise = (options: EnterpriseOptions): ReplicationDriver => ({
  traits: ENTERPRISE,
  observe: (cluster, timeoutMs, probes) => observeCluster(options.vault[cluster], timeoutMs, probes),
  steps: {
    listen,
    demote: (context, step) => demote({ ...context, ...options }, step),
    'catch-up': catchUp,
    promote: (context, step) => promote({ ...context, ...options }, step),
    verify,
    link: (context, step) => link({ ...context, ...options }, step),
  },
});

const ENTERPRISE: ReplicationTraits = {
  kind: 'enterprise',
  needsOperationToken: true,
  canFence: false,
  lagUnit: 'WALs',
  proof: 'merkle-root-or-wal',
};
