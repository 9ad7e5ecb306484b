import type { ProblemKind } from '../../functions/dr-operations/kinds';
import type { ClusterReport, StatusResult } from '../../functions/dr-operations/result';
import type { ClusterObservation } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { isOlder } from '../enable/plan';
import type { Invocation } from '../operations/invoke';
import type { PairViews, RegionView } from '../operations/pair-views';
import { describeCluster } from '../render/phrases';
import { duration } from '../render/phrases';
import { ok, unknown, wrong, type Check } from './check';

/** A token that expires sooner is reported: the time to repair its rotation would be short. */
const SHORT_TOKEN_MS = 60 * 60 * 1000;

/** Judges the status that the Lambda in a cluster's region returns. Pure. */
export function judgeView(
  { home, away }: EnvironmentSettings,
  cluster: ClusterName,
  view: RegionView,
  now: number,
): Check[] {
  const name = (cluster === 'home' ? home : away).region;
  if (view.kind === 'unseen') {
    return [wrong(`here → Lambda ${name}`, view.detail, remedyForSilence(view.why))];
  }
  const { status } = view;
  return [
    ok(`here → Lambda ${name}`, 'dr-operations answers'),
    ...CLUSTER_NAMES.map((cluster) => judgeCluster(`Lambda ${name} → ${cluster} Vault API`, status.clusters[cluster])),
    judgeToken(`Lambda ${name} → Secrets Manager`, status, now),
    status.weights
      ? ok(`Lambda ${name} → Route 53`, `home ${status.weights.home}, away ${status.weights.away}`)
      : wrong(
          `Lambda ${name} → Route 53`,
          problemText(status, 'records-invalid', 'records-unavailable') ?? 'the weights are not known',
          'Check the records, and the route to Route 53, which is in us-east-1 and needs NAT.',
        ),
  ];
}

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

function judgeCluster(hop: string, report: ClusterReport): Check {
  const { observation } = report;
  if (observation.kind === 'up')
    return ok(hop, `${describeCluster(report)}, Vault ${observation.version ?? 'unknown'}`);
  return wrong(hop, describeCluster(report), remedyFor(observation));
}

function remedyFor(observation: Exclude<ClusterObservation, { kind: 'up' }>): string {
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
      return 'Initialise it, then run vault-dr enable.';
    case 'changing':
      return 'Wait some seconds. If it does not change, check its log and its raft peers.';
  }
}

function judgeToken(hop: string, status: StatusResult, now: number): Check {
  const remedy = 'Run vault-dr token rotate while a primary is up. Without a primary, use vault-dr break-glass.';
  const { tokenExpiresAt } = status;
  if (tokenExpiresAt === undefined)
    return wrong(hop, problemText(status, 'token-unusable') ?? 'there is no usable token', remedy);
  const leftMs = Date.parse(tokenExpiresAt) - now;
  if (leftMs > SHORT_TOKEN_MS) return ok(hop, `operation token, expires in ${duration(leftMs)}`);
  return wrong(hop, `the operation token expires in ${duration(leftMs)}`, remedy);
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
