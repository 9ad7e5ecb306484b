import type { ProblemKind } from '../../functions/dr-operations/kinds';
import type { ClusterReport, StatusResult } from '../../functions/dr-operations/result';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { NameAnswer } from './name-servers';
import type { RegionView } from './pair-views';

/** A problem of the pair: one that a region reports, or one that the tool finds itself. */
export interface PairProblem {
  readonly kind:
    | ProblemKind
    /** The Lambda in the region of `cluster` gives no answer. */
    | 'lambda-silent'
    /** AWS cannot start the Lambda in the region of `cluster` now. */
    | 'lambda-not-ready'
    /** AWS takes no call with the operator's credentials. */
    | 'credentials'
    /** No cluster answered anybody, so nobody knows which one is primary. */
    | 'nothing-known'
    /** A name server leads clients elsewhere. */
    | 'name-server-elsewhere';
  /** `kind` as a sentence. */
  readonly text: string;
  readonly cluster?: ClusterName;
}

/** The state of the pair, merged from the views of both regions. */
export interface Assessment {
  readonly healthy: boolean;
  /** The cluster that is primary, when exactly one is. */
  readonly primary?: ClusterName;
  /** Each cluster as its own region sees it, or as the other region sees it if its own gives no status. */
  readonly clusters: Readonly<Partial<Record<ClusterName, ClusterReport>>>;
  /** Each cluster as the other region sees it, if the role differs. */
  readonly differing: Readonly<Partial<Record<ClusterName, ClusterReport>>>;
  readonly weights?: StatusResult['weights'];
  /** How the pair replicates. Absent if no region says it. */
  readonly replication?: NonNullable<StatusResult['replication']>;
  /** What a failover would lose if it began now. Absent if no region sees a cluster that could take over. */
  readonly possibleLoss?: NonNullable<StatusResult['possibleLoss']>;
  /** The clusters whose region has given no status, so that nothing is known of its token. */
  readonly unseen: readonly ClusterName[];
  /** Expiry of the operation token in the region of each cluster, ISO 8601; absent without a usable token. */
  readonly tokenExpiresAt: Readonly<Partial<Record<ClusterName, string>>>;
  readonly unfinished?: NonNullable<StatusResult['unfinished']>;
  /** What keeps a cluster from taking writes, as either region sees it. Absent if nothing does. */
  readonly fences?: NonNullable<StatusResult['fences']>;
  /** Empty when healthy. */
  readonly problems: readonly PairProblem[];
}

/** The clusters that are primary. Pure. */
export const primariesAmong = (clusters: Assessment['clusters']): ClusterName[] =>
  CLUSTER_NAMES.filter((name) => clusters[name]?.role === 'primary');

/** Views of both regions; one that is missing may still come. */
type Views = { readonly [Name in ClusterName]?: RegionView | undefined };

/** Merges the views of both regions. Pure. */
export function assess(views: Views, nameServers: readonly NameAnswer[] = []): Assessment {
  const any = seen(views.home) ?? seen(views.away);
  const clusters: Partial<Record<ClusterName, ClusterReport>> = {};
  const differing: Partial<Record<ClusterName, ClusterReport>> = {};
  const tokenExpiresAt: Partial<Record<ClusterName, string>> = {};
  for (const name of CLUSTER_NAMES) {
    const fromOwnRegion = seen(views[name])?.clusters[name];
    const fromOtherRegion = seen(views[otherCluster(name)])?.clusters[name];
    const report = fromOwnRegion ?? fromOtherRegion;
    if (report) clusters[name] = report;
    if (fromOwnRegion && fromOtherRegion && fromOwnRegion.role !== fromOtherRegion.role)
      differing[name] = fromOtherRegion;
    const expiresAt = seen(views[name])?.tokenExpiresAt;
    if (expiresAt !== undefined) tokenExpiresAt[name] = expiresAt;
  }
  const primaries = primariesAmong(clusters);
  const [primary] = primaries;
  const replication = seen(views.home)?.replication ?? seen(views.away)?.replication;
  const possibleLoss = lossIn(views, clusters);
  const fences = fencesIn(views);
  const problems = [
    ...nothingKnown(views, clusters),
    ...problemsOf(views),
    ...(primaries.length === 1 && primary ? misled(primary, nameServers) : []),
  ];
  return {
    healthy: problems.length === 0,
    ...(primary && primaries.length === 1 && { primary }),
    clusters,
    differing,
    ...(any?.weights && { weights: any.weights }),
    ...(replication && { replication }),
    ...(possibleLoss && { possibleLoss }),
    unseen: CLUSTER_NAMES.filter((name) => seen(views[name]) === undefined),
    tokenExpiresAt,
    ...(any?.unfinished && { unfinished: any.unfinished }),
    ...(fences.length > 0 && { fences }),
    problems,
  };
}

/** As the region of the cluster that would take over sees it, or as the other one does. */
function lossIn(views: Views, clusters: Assessment['clusters']): StatusResult['possibleLoss'] {
  const target = CLUSTER_NAMES.find((name) => clusters[name]?.role === 'secondary');
  const order: readonly ClusterName[] = target === 'home' ? ['home', 'away'] : ['away', 'home'];
  return order.map((name) => seen(views[name])?.possibleLoss).find((loss) => loss !== undefined);
}

/** Each fence once. A region that is cut off may not see one. */
function fencesIn(views: Views): NonNullable<StatusResult['fences']> {
  const all = CLUSTER_NAMES.flatMap((name) => seen(views[name])?.fences ?? []);
  return [...new Map(all.map((fence) => [`${fence.cluster} ${fence.by}`, fence])).values()];
}

const seen = (view: RegionView | undefined): StatusResult | undefined =>
  view?.kind === 'seen' ? view.status : undefined;

/** That a cluster does not answer from here or from a Lambda does not show that it is not primary. */
function nothingKnown(views: Views, clusters: Assessment['clusters']): PairProblem[] {
  const mayStillCome = CLUSTER_NAMES.some((name) => views[name] === undefined);
  const hasAnswered = CLUSTER_NAMES.some(
    (name) => (clusters[name]?.observation.kind ?? 'unreachable') !== 'unreachable',
  );
  if (mayStillCome || hasAnswered) return [];
  return [
    {
      kind: 'nothing-known',
      text: 'No cluster has answered, so it is not known which one is primary, or whether one is.',
    },
  ];
}

/** Problems that both regions report, once, and problems that one region reports, with its name. */
function problemsOf(views: Views): PairProblem[] {
  const all = CLUSTER_NAMES.flatMap((cluster): PairProblem[] => {
    const view = views[cluster];
    if (view === undefined) return [];
    if (view.kind === 'unseen') return [unseen(cluster, view)];
    const elsewhere = seen(views[otherCluster(cluster)])?.problems;
    return view.status.problems.map((problem) =>
      elsewhere === undefined || elsewhere.some(({ text }) => text === problem.text)
        ? problem
        : { ...problem, text: `Seen from the region of ${cluster}: ${problem.text}` },
    );
  });
  return [...new Map(all.map((problem) => [problem.text, problem])).values()];
}

function unseen(cluster: ClusterName, { why, detail }: Extract<RegionView, { kind: 'unseen' }>): PairProblem {
  switch (why) {
    case 'credentials':
      return { kind: 'credentials', text: `No Lambda can be asked: ${detail}.` };
    case 'not-ready':
      return {
        kind: 'lambda-not-ready',
        cluster,
        text: `The Lambda in the region of ${cluster} cannot be started now: ${detail}. Look again in a minute.`,
      };
    default:
      return {
        kind: 'lambda-silent',
        cluster,
        text: `The Lambda in the region of ${cluster} does not answer: ${detail}`,
      };
  }
}

/** Name servers that lead clients to another address than the primary's. Servers without an answer are left out. */
const misled = (primary: ClusterName, nameServers: readonly NameAnswer[]): PairProblem[] =>
  nameServers
    .filter(({ leadsTo }) => leadsTo !== undefined && leadsTo !== primary)
    .map(({ server, leadsTo, ttlSeconds }) => ({
      kind: 'name-server-elsewhere',
      text: `The name server ${server} leads clients to ${leadsTo}, not to ${primary}. It may have cached this (${ttlSeconds} s left).`,
    }));
