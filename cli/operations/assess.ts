import type { ClusterReport, StatusResult } from '../../functions/dr-operations/result';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { NameAnswer } from './name-servers';
import type { View, Views } from './survey';

/** The pair in one picture, put together from what both regions see. */
export interface Assessment {
  readonly healthy: boolean;
  /** The cluster that is primary, when exactly one is. */
  readonly primary?: ClusterName;
  /** As seen from its own region, or from the other one where that says nothing. */
  readonly clusters: Readonly<Partial<Record<ClusterName, ClusterReport>>>;
  /** What the other region sees instead, where the two differ. */
  readonly differing: Readonly<Partial<Record<ClusterName, ClusterReport>>>;
  readonly weights?: StatusResult['weights'];
  /** ISO 8601, of the token that each region keeps. */
  readonly tokenExpiresAt: Readonly<Partial<Record<ClusterName, string>>>;
  readonly unfinished?: NonNullable<StatusResult['unfinished']>;
  /** One sentence each; empty when healthy. */
  readonly problems: readonly string[];
}

/** Pure. */
export function assess(views: Views, nameServers: readonly NameAnswer[] = []): Assessment {
  const [nearest, other] = [seen(views.home), seen(views.away)];
  const any = nearest ?? other;
  const clusters: Partial<Record<ClusterName, ClusterReport>> = {};
  const differing: Partial<Record<ClusterName, ClusterReport>> = {};
  const tokenExpiresAt: Partial<Record<ClusterName, string>> = {};
  for (const name of CLUSTER_NAMES) {
    const own = seen(views[name])?.clusters[name];
    const foreign = seen(views[otherCluster(name)])?.clusters[name];
    const report = own ?? foreign;
    if (report) clusters[name] = report;
    if (own && foreign && own.role !== foreign.role) differing[name] = foreign;
    const expiresAt = seen(views[name])?.tokenExpiresAt;
    if (expiresAt !== undefined) tokenExpiresAt[name] = expiresAt;
  }
  const primaries = CLUSTER_NAMES.filter((name) => clusters[name]?.role === 'primary');
  const [primary] = primaries;
  const problems = [...problemsOf(views), ...(primaries.length === 1 && primary ? misled(primary, nameServers) : [])];
  return {
    healthy: problems.length === 0,
    ...(primary && primaries.length === 1 && { primary }),
    clusters,
    differing,
    ...(any?.weights && { weights: any.weights }),
    tokenExpiresAt,
    ...(any?.unfinished && { unfinished: any.unfinished }),
    problems,
  };
}

const seen = (view: View): StatusResult | undefined => (view.kind === 'seen' ? view.status : undefined);

/** What both regions say once, what one of them says with its name. */
function problemsOf(views: Views): string[] {
  const all = CLUSTER_NAMES.flatMap((region) => {
    const view = views[region];
    if (view.kind === 'unseen') return [`The control plane of ${region}'s region does not answer: ${view.detail}`];
    const elsewhere = seen(views[otherCluster(region)])?.problems;
    return view.status.problems.map((problem) =>
      elsewhere === undefined || elsewhere.includes(problem) ? problem : `Seen from ${region}'s region: ${problem}`,
    );
  });
  return [...new Set(all)];
}

/** Clients that ask such a server do not reach the primary. One that does not know the name at all is not theirs. */
const misled = (primary: ClusterName, nameServers: readonly NameAnswer[]): string[] =>
  nameServers
    .filter(({ leadsTo }) => leadsTo !== undefined && leadsTo !== primary)
    .map(
      ({ server, leadsTo, ttlSeconds }) =>
        `The name server ${server} leads clients to ${leadsTo}, not to ${primary}; it may be a cache (${ttlSeconds} s left).`,
    );
