import { startClock, type Clock } from '../../../shared/clock';
import type { ReplicationDriver } from '../driver';
import { listen } from '../enterprise/listen';
import { verify } from '../enterprise/verify';
import { begunDemotions, bringUp } from './begun';
import { catchUp } from './catch-up';
import type { SnapshotOptions, SnapshotParts } from './context';
import { demote } from './demote';
import { fence } from './fence';
import { link } from './link';
import { Logins } from './logins';
import { observe, StoreLooks } from './observe';
import { promote } from './promote';
import { SNAPSHOT_TRAITS } from './traits';
import { DEFAULT_MOUNT } from '../../../shared/parked';
import { DEFAULT_INTERVAL_SECONDS, DEFAULT_MAX_FILE_MIB } from '../../../snapshot-puller/contract';

export { findParkedFile } from './parked-file';
export type { ClusterNodes, ParkRecord, SnapshotOptions, StopOutcome } from './context';

const DEFAULT_MOST_BYTES = DEFAULT_MAX_FILE_MIB * 1024 * 1024;
/** Limit of a look at the buckets, milliseconds. A lost region must not hold up a failover. */
const STORES_MS = 1_000;

/**
 * Vault Community or OpenBao on raft storage: the secondary is parked, and a verified snapshot of the primary is kept in its
 * region. It runs the data only after a promotion, because a running copy would end leases that the primary still manages.
 */
export function snapshot(options: SnapshotOptions, clock: Clock = startClock()): ReplicationDriver {
  const parts: SnapshotParts = {
    vault: options.vault,
    stores: options.stores,
    nodes: options.nodes,
    logins: new Logins(options.login),
    looks: new StoreLooks(options.stores, clock),
    mount: options.mount ?? DEFAULT_MOUNT,
    mostBytes: options.mostBytes ?? DEFAULT_MOST_BYTES,
    intervalSeconds: options.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS,
  };
  return {
    traits: { ...SNAPSHOT_TRAITS, linksAgain: options.nodes.park !== undefined },
    observe: (cluster, timeoutMs) => observe({ ...parts, clock }, cluster, timeoutMs),
    fence: (context, step) => fence({ ...context, ...parts }, step),
    unfence: (context, step) => bringUp({ ...context, ...parts }, step),
    fenced: () => begunDemotions(parts.looks, STORES_MS),
    steps: {
      // These compare what was observed, whatever observed it.
      listen,
      verify,
      demote: (context, step) => demote({ ...context, ...parts }, step),
      'catch-up': catchUp,
      promote: (context, step) => promote({ ...context, ...parts }, step),
      link: (context, step) => link({ ...context, ...parts }, step),
    },
  };
}
