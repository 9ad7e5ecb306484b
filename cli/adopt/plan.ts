import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { weightsFor } from '../../functions/shared/weighted-records';

/** One cluster, and the record that leads to it. */
interface WantedCluster {
  readonly dnsName: string;
  readonly setIdentifier: string;
  /** Canonical hosted zone of the load balancer. @default - the record is a CNAME */
  readonly loadBalancerZoneId?: string | undefined;
  /** Whether the load balancer also has IPv6 addresses. @default false */
  readonly ipv6?: boolean;
}

/** What the client name shall be. */
export interface WantedRecords {
  /** Without the dot at the end. */
  readonly clientName: string;
  readonly clusters: Readonly<Record<ClusterName, WantedCluster>>;
  /** TTL of both CNAMEs, seconds. An ALIAS has none. */
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
 * Decides how the client name becomes the weighted records of the pair: simple records are replaced, and weighted CNAMEs of
 * ours get another TTL. An ALIAS has no TTL. Pure.
 *
 * @param listed the records of the zone from the client name on
 */
export function planAdoption(listed: readonly ResourceRecordSet[], wanted: WantedRecords): AdoptionPlan {
  const { clientName, clusters, ttlSeconds } = wanted;
  const named = listed.filter(
    ({ Name, Type }) => sameName(Name, clientName) && ['A', 'AAAA', 'CNAME'].includes(Type ?? ''),
  );
  const ours = keysOf(clusters).map(({ type, setIdentifier }) =>
    named.find(({ SetIdentifier, Type }) => SetIdentifier === setIdentifier && Type === type),
  );
  const existing = ours.filter((set) => set !== undefined);
  if (existing.length === ours.length && named.length === ours.length) return planTtl(existing, ttlSeconds);
  if (named.length === 0) {
    return { kind: 'done', reason: 'The client name has no record yet: the apply creates all of them.' };
  }
  const targets = new Set(named.map((set) => normalised(targetOf(set))));
  if (named.some(({ SetIdentifier }) => SetIdentifier !== undefined) || targets.size > 1) {
    const found = named.map(({ Type, SetIdentifier }) => `${Type} ${SetIdentifier ?? 'simple'}`).join(', ');
    return {
      kind: 'refuse',
      reason: `${clientName} has records that cannot be replaced in one step: ${found}`,
      remedy: 'Reduce them to simple records of one target, or to the weighted records of this system, then try again.',
    };
  }
  return planReplacement(named, wanted);
}

function planTtl(ours: readonly ResourceRecordSet[], ttlSeconds: number): AdoptionPlan {
  if (ours.every(({ AliasTarget }) => AliasTarget !== undefined)) {
    return { kind: 'done', reason: 'All weighted records exist. An ALIAS has no TTL.' };
  }
  if (ours.every(({ TTL }) => TTL === ttlSeconds)) {
    return { kind: 'done', reason: `Both weighted records exist, with a TTL of ${ttlSeconds} s.` };
  }
  const changes = ours.map((set) => ({ Action: 'UPSERT' as const, ResourceRecordSet: { ...set, TTL: ttlSeconds } }));
  return { kind: 'change', reason: `The TTL of both weighted records becomes ${ttlSeconds} s.`, changes };
}

/** @param simple simple records that lead to one target */
function planReplacement(simple: readonly ResourceRecordSet[], wanted: WantedRecords): AdoptionPlan {
  const { clientName, clusters, ttlSeconds } = wanted;
  const [target] = simple.map(targetOf);
  const active = wanted.active ?? CLUSTER_NAMES.find((name) => sameName(target, clusters[name].dnsName));
  if (active === undefined) {
    return {
      kind: 'refuse',
      reason: `${clientName} leads to ${target ?? 'addresses'}, which is neither of the two clusters`,
      remedy: 'Name the cluster that is primary with --active home or --active away.',
    };
  }
  const weights = weightsFor(active);
  const created = keysOf(clusters).map(({ cluster, type, setIdentifier }): ResourceRecordSet => ({
    Name: `${clientName}.`,
    Type: type,
    SetIdentifier: setIdentifier,
    Weight: weights[cluster],
    ...leadingTo(clusters[cluster], ttlSeconds),
  }));
  const [{ type } = { type: 'CNAME' as const }] = keysOf(clusters);
  const types = simple.map(({ Type }) => Type).join(' and ');
  return {
    kind: 'change',
    reason: `The simple ${types} record becomes weighted ${type === 'CNAME' ? 'CNAMEs' : 'ALIAS records'}; ${active} gets the clients.`,
    changes: [
      ...simple.map((set) => ({ Action: 'DELETE' as const, ResourceRecordSet: set })),
      ...created.map((set) => ({ Action: 'CREATE' as const, ResourceRecordSet: set })),
    ],
  };
}

/** A record of the pair: of which cluster, and of which type. */
export interface RecordKey {
  readonly cluster: ClusterName;
  readonly type: 'A' | 'AAAA' | 'CNAME';
  readonly setIdentifier: string;
}

/** The records of the pair. Pure. */
export const keysOf = (clusters: WantedRecords['clusters']): RecordKey[] =>
  CLUSTER_NAMES.flatMap((cluster) => {
    const { loadBalancerZoneId, ipv6, setIdentifier } = clusters[cluster];
    const ofAlias = ipv6 ? (['A', 'AAAA'] as const) : (['A'] as const);
    const types = loadBalancerZoneId === undefined ? (['CNAME'] as const) : ofAlias;
    return types.map((type) => ({ cluster, type, setIdentifier }));
  });

const leadingTo = (
  { dnsName, loadBalancerZoneId }: WantedCluster,
  ttlSeconds: number,
): Pick<ResourceRecordSet, 'AliasTarget' | 'ResourceRecords' | 'TTL'> =>
  loadBalancerZoneId === undefined
    ? { TTL: ttlSeconds, ResourceRecords: [{ Value: dnsName }] }
    : { AliasTarget: { HostedZoneId: loadBalancerZoneId, DNSName: dnsName, EvaluateTargetHealth: false } };

const targetOf = ({ AliasTarget, ResourceRecords }: ResourceRecordSet): string | undefined =>
  AliasTarget?.DNSName ?? (ResourceRecords?.length === 1 ? ResourceRecords[0]?.Value : undefined);

const sameName = (a: string | undefined, b: string): boolean => normalised(a) === normalised(b);

/** Route 53 lists names with a dot at the end and, for a load balancer, with `dualstack.` before. */
const normalised = (name: string | undefined): string | undefined =>
  name
    ?.toLowerCase()
    .replace(/^dualstack\./, '')
    .replace(/\.$/, '');
