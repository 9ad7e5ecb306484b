import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { ClusterName } from '../../../functions/shared/contract';
import type { SimRun } from '../sim-run';
import type { AnyWorld } from '../sim-pair';
import { broken, excuse, FRESH_MS, type Verdict } from './seen';

/** The cluster that a change batch leads the client name to, or why the batch is wrong. */
export function activeOf(input: unknown): ClusterName | { readonly broken: string } {
  const { ChangeBatch } = input as { ChangeBatch: { Changes: { ResourceRecordSet: ResourceRecordSet }[] } };
  const weights = ChangeBatch.Changes.map(({ ResourceRecordSet: set }) => [set.SetIdentifier, set.Weight] as const);
  const all = weights.filter(([, weight]) => weight === 255).map(([name]) => name as ClusterName);
  const rest = weights.filter(([, weight]) => weight === 0);
  const [active] = all;
  if (all.length === 1 && rest.length === 1 && active !== undefined) return active;
  return { broken: `a change batch of ${JSON.stringify(weights)}` };
}

/** Longest time that the engine may believe an accepted promotion that did not hold, milliseconds. */
const STANDS_MS = 4_000 + 2_000 + FRESH_MS;

/**
 * Promise 2: the client name leads to a primary or to a cluster whose promotion Vault accepted.
 *
 * @param seemsPrimary why this kind of replication lets a run take it for a primary
 */
export function leadsToAPrimary(
  { clusters }: AnyWorld,
  { run, askedAt }: { readonly run: SimRun; readonly askedAt: number },
  active: ClusterName,
  seemsPrimary: Verdict,
): Verdict {
  const cluster = clusters[active];
  if (cluster.isPrimary) return undefined;
  if (run.isLate && cluster.changedAt > askedAt)
    return excuse('a change of the name took effect long after it was sent');
  if (askedAt - cluster.changedAt < FRESH_MS)
    return excuse('a cluster lost its role while the last read still counted as fresh');
  if (askedAt - (cluster.promotedAt ?? -Infinity) < STANDS_MS)
    return excuse('Vault had accepted a promotion that did not hold');
  return seemsPrimary ?? broken(`the name leads to ${active}, which is no primary`);
}
