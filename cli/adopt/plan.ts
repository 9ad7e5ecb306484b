import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { weightsFor } from '../../functions/shared/weighted-records';

/** What the client name shall be. */
export interface WantedRecords {
  /** Without the dot at the end. */
  readonly clientName: string;
  readonly clusters: Readonly<Record<ClusterName, { readonly dnsName: string; readonly setIdentifier: string }>>;
  /** TTL of both CNAMEs, seconds. */
  readonly ttlSeconds: number;
  /** The cluster that gets the clients. @default - the one that the record leads to today */
  readonly active?: ClusterName;
}

export type AdoptionPlan =
  | { readonly kind: 'done'; readonly reason: string }
  | { readonly kind: 'refuse'; readonly reason: string; readonly remedy: string }
  /** All changes are one batch, so that a client never finds nothing. */
  | { readonly kind: 'change'; readonly reason: string; readonly changes: readonly Change[] };

/**
 * Decides how the client name becomes a pair of weighted CNAMEs: a simple record is replaced, and weighted records of
 * ours get another TTL. Pure.
 *
 * @param listed the records of the zone from the client name on
 */
export function planAdoption(listed: readonly ResourceRecordSet[], wanted: WantedRecords): AdoptionPlan {
  const { clientName, clusters, ttlSeconds } = wanted;
  const named = listed.filter(
    ({ Name, Type }) => sameName(Name, clientName) && ['A', 'AAAA', 'CNAME'].includes(Type ?? ''),
  );
  const ours = CLUSTER_NAMES.map((cluster) =>
    named.find(({ SetIdentifier, Type }) => SetIdentifier === clusters[cluster].setIdentifier && Type === 'CNAME'),
  ).filter((set) => set !== undefined);
  if (ours.length === 2 && named.length === 2) {
    if (ours.every(({ TTL }) => TTL === ttlSeconds)) {
      return { kind: 'done', reason: `Both weighted records exist, with a TTL of ${ttlSeconds} s.` };
    }
    const changes = ours.map((set) => ({ Action: 'UPSERT' as const, ResourceRecordSet: { ...set, TTL: ttlSeconds } }));
    return { kind: 'change', reason: `The TTL of both weighted records becomes ${ttlSeconds} s.`, changes };
  }
  if (named.length === 0) {
    return { kind: 'done', reason: 'The client name has no record yet: the apply creates both.' };
  }
  const [simple, ...others] = named;
  if (!simple || simple.SetIdentifier !== undefined || others.length > 0) {
    const found = named.map(({ Type, SetIdentifier }) => `${Type} ${SetIdentifier ?? 'simple'}`).join(', ');
    return {
      kind: 'refuse',
      reason: `${clientName} has records that cannot be replaced in one step: ${found}`,
      remedy: 'Reduce them to one simple record, or to the two weighted records of this system, then try again.',
    };
  }
  const active = wanted.active ?? CLUSTER_NAMES.find((name) => sameName(targetOf(simple), clusters[name].dnsName));
  if (active === undefined) {
    return {
      kind: 'refuse',
      reason: `${clientName} leads to ${targetOf(simple) ?? 'addresses'}, which is neither of the two clusters`,
      remedy: 'Name the cluster that is primary with --active home or --active away.',
    };
  }
  const weights = weightsFor(active);
  return {
    kind: 'change',
    reason: `The simple ${simple.Type} record becomes two weighted CNAMEs; ${active} gets the clients.`,
    changes: [
      { Action: 'DELETE', ResourceRecordSet: simple },
      ...CLUSTER_NAMES.map((cluster) => ({
        Action: 'CREATE' as const,
        ResourceRecordSet: {
          Name: `${clientName}.`,
          Type: 'CNAME' as const,
          SetIdentifier: clusters[cluster].setIdentifier,
          Weight: weights[cluster],
          TTL: ttlSeconds,
          ResourceRecords: [{ Value: clusters[cluster].dnsName }],
        },
      })),
    ],
  };
}

const targetOf = ({ AliasTarget, ResourceRecords }: ResourceRecordSet): string | undefined =>
  AliasTarget?.DNSName ?? (ResourceRecords?.length === 1 ? ResourceRecords[0]?.Value : undefined);

/** Route 53 lists names with a dot at the end and, for a load balancer, with `dualstack.` before. */
const sameName = (a: string | undefined, b: string): boolean =>
  a
    ?.toLowerCase()
    .replace(/^dualstack\./, '')
    .replace(/\.$/, '') === b.toLowerCase().replace(/\.$/, '');
