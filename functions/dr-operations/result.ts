import type { Weights } from '../dns-switch/contract';
import type { ClusterObservation } from '../shared/cluster-observation';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import type { Acceptance, DocumentVersion, Operation } from './contract';
import { DOCUMENT_VERSION } from './contract';
import { fencesOf, type Fence } from './fences';
import type { RefusalKind, StepCause } from './kinds';
import { primariesOf, roleOf, upCluster, type Role } from './plan/facts';
import { assessLoss, type Loss } from './plan/loss';
import type { ReplicationTraits } from './replication/traits';
import type { KnownState } from './automatic/state';
import type { DueName } from './name-due';
import { automaticProblems, problemsOf, tableProblems, type Problem } from './problems';
import type { LeftToDo, Plan, Step } from './steps';
import type { TableLooks } from './table-looks';
import type { World } from './world';

export type { Loss };
export { assessLoss };

/** How the pair replicates. */
export type ReplicationReport = Pick<ReplicationTraits, 'kind' | 'proof' | 'lagUnit' | 'canFence' | 'linksAgain'>;

/** One cluster, for an operator. */
export interface ClusterReport {
  readonly role: Role;
  readonly observation: ClusterObservation;
}

/** A step that began. */
export interface StepReport {
  readonly kind: Step['kind'];
  readonly cluster: ClusterName;
  readonly cause: StepCause;
  /** `cause` as a sentence. */
  readonly reason: string;
  /** Milliseconds since the operation began. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly outcome: 'done' | 'failed';
  /** More about the outcome, for people. */
  readonly detail?: string;
  /** It failed, and the same step may succeed later without any change. */
  readonly retryable?: true;
}

/** What an operation did. Holds no secret. */
export interface OperationResult {
  readonly version: DocumentVersion;
  readonly operationId: string;
  readonly operation: Operation;
  readonly to?: ClusterName;
  readonly actor: string;
  readonly reason?: string;
  /** The checks that the operator accepted. */
  readonly accept: readonly Acceptance[];
  /** The AWS region that ran the operation. */
  readonly region: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /**
   * `planned`: a dry run. `partial`: it changed something and then could not continue, or a person has to do the rest;
   * `error` says why, and the same call continues from there.
   */
  readonly outcome: 'done' | 'planned' | 'partial';
  readonly summary: string;
  readonly error?: {
    /** Name of the error, for example `StepError`. */
    readonly type: string;
    readonly message: string;
    /** Why the plan refused to continue. @default - an error of another type */
    readonly refusal?: RefusalKind;
    /** The checks that the operator has to accept to continue. */
    readonly needs?: readonly Acceptance[];
  };
  /** What a dry run would do, or why it would be refused. */
  readonly plan?: Plan;
  readonly steps: readonly StepReport[];
  /** What may be lost; for a rejoin, what it discards. Assessed before anything was changed. */
  readonly possibleLoss?: Loss;
  readonly before: Readonly<Record<ClusterName, ClusterReport>>;
  readonly after: Readonly<Record<ClusterName, ClusterReport>>;
  readonly weights?: Weights;
  /** The weights before the operation. */
  readonly weightsBefore?: Weights;
  readonly left: readonly LeftToDo[];
  /** The records that whoever asked has to change. @default - the client name is not left to others */
  readonly nameDue?: readonly DueName[];
  readonly warnings: readonly Problem[];
}

/** The state of the pair as one region sees it. */
export interface StatusResult {
  readonly version: DocumentVersion;
  readonly operation: 'status';
  readonly healthy: boolean;
  /** The cluster that is primary, if exactly one is. */
  readonly primary?: ClusterName;
  readonly clusters: Readonly<Record<ClusterName, ClusterReport>>;
  /** @default - the Lambda is of release 0.2 or earlier: DR replication of Vault Enterprise */
  readonly replication?: ReplicationReport;
  /** What a failover would lose if it began now. @default - no cluster is seen that could take over */
  readonly possibleLoss?: Loss;
  readonly weights?: Weights;
  /** ISO 8601. @default - there is no usable token */
  readonly tokenExpiresAt?: string;
  /** The lease tables. @default - the Lambda is of release 0.1 */
  readonly tables?: TableLooks;
  /** What people have decided about what begins by itself, and what has. @default - nothing begins by itself */
  readonly automatic?: KnownState;
  /** What this system keeps from taking writes. @default - nothing, or the Lambda is of an earlier release */
  readonly fences?: readonly Fence[];
  /** An operation that began and did not end. */
  readonly unfinished?: { readonly operation: Operation; readonly to: ClusterName };
  /** What is wrong; empty if the pair is healthy. */
  readonly problems: readonly Problem[];
}

export const reportClusters = (world: World): Record<ClusterName, ClusterReport> => ({
  home: { role: roleOf(world, 'home'), observation: world.clusters.home },
  away: { role: roleOf(world, 'away'), observation: world.clusters.away },
});

/** The status of a world. Pure. */
export function statusOf(world: World, tables: TableLooks = {}, automatic?: KnownState): StatusResult {
  const [primary, second] = primariesOf(world);
  const target = failoverTarget(world);
  const fences = fencesOf(world);
  const problems = [...problemsOf(world), ...tableProblems(tables), ...automaticProblems(automatic)];
  return {
    version: DOCUMENT_VERSION,
    operation: 'status',
    healthy: problems.length === 0,
    ...(primary && second === undefined && { primary }),
    clusters: reportClusters(world),
    ...(world.replication && { replication: reportReplication(world.replication) }),
    ...(target && { possibleLoss: assessLoss(world, target) }),
    ...(world.records.kind === 'known' && { weights: world.records.weights }),
    ...(world.token.kind === 'usable' && { tokenExpiresAt: new Date(world.token.expiresAt).toISOString() }),
    tables,
    ...(automatic && { automatic }),
    ...(fences.length > 0 && { fences }),
    ...(world.unfinished && { unfinished: world.unfinished }),
    problems,
  };
}

const reportReplication = ({ kind, proof, lagUnit, canFence, linksAgain }: ReplicationTraits): ReplicationReport => ({
  kind,
  proof,
  lagUnit,
  canFence,
  ...(linksAgain !== undefined && { linksAgain }),
});

/** The cluster that a failover would promote, if there is exactly one. */
function failoverTarget(world: World): ClusterName | undefined {
  const secondaries = CLUSTER_NAMES.filter((name) => upCluster(world.clusters[name])?.mode === 'secondary');
  return secondaries.length === 1 ? secondaries[0] : undefined;
}
