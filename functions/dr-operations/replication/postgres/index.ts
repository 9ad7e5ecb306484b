import { listen } from '../enterprise/listen';
import { verify } from '../enterprise/verify';
import type { ReplicationDriver } from '../driver';
import { catchUp } from './catch-up';
import type { PostgresOptions } from './context';
import { demote } from './demote';
import { fence } from './fence';
import { link } from './link';
import { observe } from './observe';
import { promote } from './promote';

export type { PostgresOptions } from './context';

const DEFAULT_MAX_LAG_BYTES = 64 * 1024 * 1024;

/**
 * Vault Community or OpenBao on PostgreSQL: the nodes of the secondary are unsealed standbys on a streaming replica of the
 * primary's database.
 */
export const postgres = (options: PostgresOptions): ReplicationDriver => ({
  traits: {
    kind: 'postgres',
    needsOperationToken: false,
    canFence: true,
    lagUnit: 'bytes',
    maxLag: options.maxLagBytes ?? DEFAULT_MAX_LAG_BYTES,
    proof: 'lsn',
    linksAgain: (options.linkWithinSeconds ?? 0) > 0,
  },
  observe: (cluster, timeoutMs, probes) =>
    observe({ vault: options.vault[cluster], database: options.databases[cluster] }, timeoutMs, probes),
  fence: (context, step) => fence({ ...context, ...options }, step),
  steps: {
    // These compare what was observed, whatever observed it.
    listen,
    verify,
    demote: (context, step) => demote({ ...context, ...options }, step),
    'catch-up': catchUp,
    promote: (context, step) => promote({ ...context, ...options }, step),
    link: (context, step) => link({ ...context, ...options }, step),
  },
});
