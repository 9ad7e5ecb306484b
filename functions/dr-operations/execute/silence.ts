import type { ClusterName } from '../../shared/contract';
import type { Evidence } from '../evidence';

/**
 * How long clients wait for a demoted cluster that gives no answer: it may be dead, and a person has to decide. A restart
 * refuses or resets connections, so that it gets nearly all of the ten seconds after which clients are served or somebody
 * is told what to do; silence is a black hole.
 */
const REFUSING_MS = 9_500;
const SILENT_MS = 5_000;

/** Whether a cluster has given no answer for longer than clients can wait for it. */
export function isSilentForGood(evidence: Evidence, cluster: ClusterName): boolean {
  const observation = evidence.of(cluster);
  if (observation.kind !== 'unreachable') return false;
  return evidence.silentMs(cluster) >= (observation.cause === 'timeout' ? SILENT_MS : REFUSING_MS);
}
