import { TABLE_NAMES } from '../../functions/dr-operations/contract';
import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { ProblemKind } from '../../functions/dr-operations/kinds';
import type { StatusResult } from '../../functions/dr-operations/result';
import type { ClusterObservation } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { SHORT_TOKEN_MS } from '../../functions/shared/token-times';
import { isOlder } from '../../functions/shared/version';
import type { EnvironmentSettings } from '../config';
import type { Invocation } from '../operations/invoke';
import { OPERATIONS_LAMBDA } from '../operations/operations-lambda';
import { tokenProblem } from '../operations/token-problem';
import type { PairViews, RegionView } from '../operations/pair-views';
import { describeCluster } from '../render/phrases';
import { duration } from '../render/phrases';
import { ok, unknown, wrong, type Check } from './check';
import { judgeCopies } from './copies';

/** Judges the status that the Lambda in a cluster's region returns. Pure. */
export function judgeView(settings: EnvironmentSettings, cluster: ClusterName, view: RegionView, now: number): Check[] {
  const { replication } = settings;
  const name = settings[cluster].region;
  if (view.kind === 'unseen') {
    return [wrong(`here → Lambda ${name}`, view.detail, remedyForSilence(view.why))];
  }
  const { status } = view;
  return [
    ok(`here → Lambda ${name}`, `${OPERATIONS_LAMBDA[replication]} answers`),
    ...CLUSTER_NAMES.map((cluster) => judgeCluster(`Lambda ${name} → ${cluster} Vault API`, cluster, settings, status)),
    ...(replication === 'enterprise' ? [judgeToken(`Lambda ${name} → Secrets Manager`, status, now)] : []),
    ...judgeCopies(settings, name, status),
    ...judgeTablesOf(name, status),
    status.weights
      ? ok(`Lambda ${name} → Route 53`, `home ${status.weights.home}, away ${status.weights.away}`)
      : wrong(
          `Lambda ${name} → Route 53`,
          problemText(status, 'records-invalid', 'records-unavailable') ?? 'the weights are not known',
          'Check the records, and the route to Route 53, which is in us-east-1 and needs NAT.',
        ),
  ];
}

/** The lease tables as the Lambda sees them; nothing if its release does not tell. */
const judgeTablesOf = (region: string, { tables = {} }: StatusResult): Check[] =>
  TABLE_NAMES.flatMap((name): Check[] => {
    const look = tables[name];
    if (look === undefined) return [];
    const hop = `Lambda ${region} → lease table of ${name}`;
    if (look.kind === 'answers') return [ok(hop, 'answers')];
    const remedy = 'Give the Lambda a route to DynamoDB in that region: a gateway endpoint serves its own region only.';
    return [wrong(hop, look.detail, remedy)];
  });

/** Problems of a cluster that is up. */
const OF_A_CLUSTER: readonly ProblemKind[] = ['not-enterprise', 'license-ended', 'license-expires', 'lock-table'];

function remedyForSilence(why: Extract<RegionView, { kind: 'unseen' }>['why']): string {
  switch (why) {
    case 'credentials':
    case 'denied':
      return 'Then run it again.';
    case 'not-ready':
      return 'Run it again in a minute.';
    case 'no-connection':
      return 'Check the network of this machine, its proxy, and Lambda in that region.';
    default:
      return 'Check the deployment, and Lambda in that region.';
  }
}

function judgeCluster(
  hop: string,
  cluster: ClusterName,
  { replication }: EnvironmentSettings,
  { clusters, problems }: StatusResult,
): Check {
  const report = clusters[cluster];
  const { observation } = report;
  if (observation.kind === 'up') {
    const detail = `${describeCluster(report, replication)}, Vault ${observation.version ?? 'unknown'}`;
    const fault = problems.find((each) => each.cluster === cluster && OF_A_CLUSTER.includes(each.kind));
    return fault ? wrong(hop, detail, fault.text) : ok(hop, detail);
  }
  return wrong(hop, describeCluster(report, replication), remedyFor(observation, replication));
}

function remedyFor(observation: Exclude<ClusterObservation, { kind: 'up' }>, replication: ReplicationKind): string {
  switch (observation.kind) {
    case 'unreachable':
      return {
        refused: 'Nothing listens there. Check the load balancer, and whether Vault runs.',
        timeout: 'Check the route, the security groups, and whether the load balancer has healthy targets.',
        reset: 'The load balancer accepts connections and then closes them. Check its targets.',
        name: 'The name does not resolve inside the VPC. Check its DNS and the private zone.',
      }[observation.cause];
    case 'odd':
      if (observation.problem === 'client-certificate')
        return 'Give the Lambdas a certificate that Vault trusts: check clientCertificate of the cluster and its secret.';
      return 'Something else than Vault answers there. Check the address, the certificate and the load balancer.';
    case 'sealed':
      return 'Unseal it.';
    case 'uninitialised':
      return replication === 'enterprise'
        ? 'Initialise it, then run vault-dr enable.'
        : 'Initialise it with vault-dr init, and apply its Vault settings.';
    case 'changing':
      return 'Wait some seconds. If it does not change, check its log and its raft peers.';
  }
}

function judgeToken(hop: string, status: StatusResult, now: number): Check {
  const remedy = 'Run vault-dr token rotate while a primary is up. Without a primary, use vault-dr break-glass.';
  const { tokenExpiresAt } = status;
  if (tokenExpiresAt === undefined) return wrong(hop, tokenProblem(status) ?? 'there is no usable token', remedy);
  const leftMs = Date.parse(tokenExpiresAt) - now;
  const detail = `operation token, expires in ${duration(leftMs)}`;
  const fault = tokenProblem(status);
  if (fault !== undefined) return wrong(hop, detail, fault);
  return leftMs > SHORT_TOKEN_MS ? ok(hop, detail) : wrong(hop, detail, remedy);
}

const problemText = ({ problems }: StatusResult, ...kinds: readonly ProblemKind[]): string | undefined =>
  problems.find(({ kind }) => kinds.includes(kind))?.text;

/** Judges the login of a Lambda to Vault with STS, from a dry run that generates no token. Pure. */
export function judgeLogin(region: string, answer: Invocation): Check {
  const hop = `Lambda ${region} → STS-signed login`;
  switch (answer.kind) {
    case 'answered':
      return ok(
        hop,
        `Vault accepts it at ${(answer.payload as { cluster?: ClusterName } | null)?.cluster ?? 'the primary'}`,
      );
    case 'threw':
      return wrong(
        hop,
        `${answer.errorType}: ${answer.message}`,
        "Check Vault's AWS role (bound ARN, server id), its route to STS, and the clocks.",
      );
    case 'not-started':
      return wrong(hop, answer.detail, remedyForSilence(answer.why));
    case 'unknown':
      return unknown(hop, answer.detail);
  }
}

/** Judges whether the primary has other DR secondaries than the pair has, as far as it reports them. Pure. */
export function judgeSecondaries(views: PairViews, primary: ClusterName | undefined): Check[] {
  if (primary === undefined) return [];
  const reports = CLUSTER_NAMES.flatMap((region) => {
    const view = views[region];
    return view.kind === 'seen' ? [view.status.clusters[primary].observation] : [];
  });
  const known = reports.flatMap((seen) => (seen.kind === 'up' ? seen.knownSecondaries : []));
  const others = [...new Set(known)].filter((id) => !(CLUSTER_NAMES as readonly string[]).includes(id));
  if (others.length === 0 || new Set(known).size < 2) return [];
  const detail = `${primary} also knows ${others.join(', ')}. A promotion of the other cluster leaves them without a primary`;
  return [unknown('DR secondaries', detail)];
}

/** Judges the versions: a secondary must not be older than its primary, also after a switchover. Pure. */
export function judgeVersions(views: PairViews, primary: ClusterName | undefined): Check {
  const version = (name: ClusterName): string | undefined => {
    const reports = CLUSTER_NAMES.flatMap((region) => {
      const view = views[region];
      return view.kind === 'seen' ? [view.status.clusters[name].observation] : [];
    });
    const up = reports.find((seen) => seen.kind === 'up');
    return up?.kind === 'up' ? up.version : undefined;
  };
  const [home, away] = [version('home'), version('away')];
  if (home === undefined || away === undefined) return unknown('versions', 'at least one is not known');
  if (home === away) return ok('versions', `both run Vault ${home}`);
  const detail = `home runs Vault ${home}, away ${away}`;
  const first = primary ?? 'home';
  const [leading, following] = first === 'home' ? [home, away] : [away, home];
  return isOlder(following, leading)
    ? wrong('versions', detail, `Upgrade ${otherCluster(first)}: a secondary must not be older than its primary.`)
    : wrong(
        'versions',
        detail,
        `Upgrade ${first} soon: ${first} is older, so it cannot follow ${otherCluster(first)} after a switchover.`,
      );
}
