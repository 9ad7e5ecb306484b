import type { Weights } from '../dns-switch/contract';
import type { ClusterObservation } from '../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../shared/contract';
import type { Acceptance, Operation } from './contract';
import { isAhead } from './plan/ahead';
import { linkTo, roleOf, upCluster, type Role } from './plan/facts';
import { assessLoss, type Loss } from './plan/loss';
import type { LeftToDo, Plan, Step } from './steps';
import type { World } from './world';

export { assessLoss, type Loss };

/** One cluster as an operator wants to see it. */
export interface ClusterReport {
  readonly role: Role;
  readonly observation: ClusterObservation;
}

/** A step that was begun. */
export interface StepReport {
  readonly kind: Step['kind'];
  readonly cluster: ClusterName;
  readonly reason: string;
  /** Milliseconds since the operation began. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly outcome: 'done' | 'failed';
  readonly detail?: string;
  /** It failed, and the same step may succeed later although nobody does anything. */
  readonly retryable?: true;
}

/** What an operation did. Holds no secret. */
export interface OperationResult {
  readonly operationId: string;
  readonly operation: Operation;
  readonly to?: ClusterName;
  readonly actor: string;
  readonly reason?: string;
  /** What the operator took upon himself. */
  readonly accept: readonly Acceptance[];
  readonly region: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /**
   * `done`; `planned` for a dry run; `partial` when it changed something and then could not go on: `error` says why, and
   * the same call again carries on.
   */
  readonly outcome: 'done' | 'planned' | 'partial';
  readonly summary: string;
  readonly error?: {
    readonly type: string;
    readonly message: string;
    /** What the operator would have to accept to go on. */
    readonly needs?: readonly Acceptance[];
  };
  /** What a dry run would do, or why it would refuse. */
  readonly plan?: Plan;
  readonly steps: readonly StepReport[];
  /** What may be lost, of a rejoin what it discards; announced before anything was changed. */
  readonly possibleLoss?: Loss;
  readonly before: Readonly<Record<ClusterName, ClusterReport>>;
  readonly after: Readonly<Record<ClusterName, ClusterReport>>;
  readonly weights?: Weights;
  /** As they were before. */
  readonly weightsBefore?: Weights;
  readonly left: readonly LeftToDo[];
  readonly warnings: readonly string[];
}

/** What `status` gives. */
export interface StatusResult {
  readonly operation: 'status';
  readonly healthy: boolean;
  /** The cluster that is primary, when exactly one is. */
  readonly primary?: ClusterName;
  readonly clusters: Readonly<Record<ClusterName, ClusterReport>>;
  readonly weights?: Weights;
  /** ISO 8601; absent when there is no usable token. */
  readonly tokenExpiresAt?: string;
  /** An operation that was begun and never ended. */
  readonly unfinished?: { readonly operation: Operation; readonly to: ClusterName };
  /** What is wrong, one sentence each; empty when healthy. */
  readonly problems: readonly string[];
}

export const reportClusters = (world: World): Record<ClusterName, ClusterReport> => ({
  home: { role: roleOf(world, 'home'), observation: world.clusters.home },
  away: { role: roleOf(world, 'away'), observation: world.clusters.away },
});

/** What is worth knowing and stops nothing. */
export function warningsOf(world: World): string[] {
  const versions = (['home', 'away'] as const).map((name) => upCluster(world.clusters[name])?.version);
  const [home, away] = versions;
  if (home === undefined || away === undefined || home === away) return [];
  return [
    `home runs Vault ${home}, away ${away}: a newer primary cannot feed an older secondary; upgrade it to link again`,
  ];
}

/** Everything that is not as on a good day. Pure. */
export function problemsOf(world: World): string[] {
  const problems: string[] = [];
  const primaries = (['home', 'away'] as const).filter((name) => roleOf(world, name) === 'primary');
  const [primary] = primaries;
  if (primaries.length === 2) problems.push('Both clusters are primary: run rejoin.');
  if (primary === undefined) problems.push('No cluster is known to be primary.');
  if (primary !== undefined && primaries.length === 1) {
    const link = linkTo(world, primary);
    const other = otherCluster(primary);
    if (link === undefined) problems.push(`${other} does not follow ${primary}: run rejoin when it is up.`);
    if (link === 'syncing') problems.push(`${other} is still copying from ${primary}.`);
  }
  if (world.records.kind !== 'known') problems.push(world.records.detail);
  else if (primary !== undefined && primaries.length === 1) {
    const { weights } = world.records;
    if (weights[primary] !== 255 || weights[otherCluster(primary)] !== 0) {
      problems.push(`The client name does not lead to ${primary} alone (home ${weights.home}, away ${weights.away}).`);
    }
  }
  if (world.token.kind === 'unusable') problems.push(world.token.detail);
  const { promotion } = world;
  if (promotion && roleOf(world, promotion.cluster) === 'primary' && isAhead(world, promotion.cluster)) {
    const { cluster } = promotion;
    problems.push(
      `${cluster} was promoted, and whether it has every write of ${otherCluster(cluster)} is not proven yet.`,
    );
  }
  if (world.unfinished)
    problems.push(`${world.unfinished.operation} to ${world.unfinished.to} was begun and never ended.`);
  return [...problems, ...warningsOf(world)];
}

/** What `status` says of a world. Pure. */
export function statusOf(world: World): StatusResult {
  const primaries = (['home', 'away'] as const).filter((name) => roleOf(world, name) === 'primary');
  const [primary] = primaries;
  const problems = problemsOf(world);
  return {
    operation: 'status',
    healthy: problems.length === 0,
    ...(primaries.length === 1 && primary && { primary }),
    clusters: reportClusters(world),
    ...(world.records.kind === 'known' && { weights: world.records.weights }),
    ...(world.token.kind === 'usable' && { tokenExpiresAt: new Date(world.token.expiresAt).toISOString() }),
    ...(world.unfinished && { unfinished: world.unfinished }),
    problems,
  };
}
