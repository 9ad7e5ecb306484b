import { Construct } from 'constructs';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import type { WitnessStore } from '../witness-store';
import type { ScheduledDrill } from '../drill/scheduled-drill';
import type { EventsFunction } from '../lambda/events-function';
import { nameOf } from '../private/names';
import type { PostgresPairProps } from './community-vault-dr-props';
import type { CommunityWatchSettings } from './community-watch';
import { EngineLogin } from './engine-login';
import { communityOperatorOutput } from './operator-output';
import { PairStore } from './pair-store';
import { createEvents, createScheduledDrill, createWatches, loginOf, sightOf, storeOf } from './pair-parts';
import { perCluster } from './per-cluster';
import { PostgresControlPlane } from './postgres-control-plane';
import { slowestOf, type StepDownLogin } from './postgres-replication';
import { PostgresWatch } from './postgres-watch';

/** With RDS, a promotion takes minutes. */
const TIMEOUT_SECONDS = { 'self-run': 600, rds: 900 } as const;

/** What a pair with `postgresReplication` has beside the records of the client name. The databases are yours. */
export class PostgresPair extends Construct {
  /** The DNS name that clients use. */
  readonly clientName: string;
  /** The stored data in the region of each cluster. */
  readonly stores: Readonly<Record<ClusterName, PairStore>>;
  /** The Lambdas in the region of each cluster. */
  readonly controlPlanes: Readonly<Record<ClusterName, PostgresControlPlane>>;
  /** The watch in the region of each cluster, unless `watch` is `false`. */
  readonly watches: Readonly<Record<ClusterName, PostgresWatch>> | undefined;
  /** The Lambda that sends events in the region of each cluster, unless `events` is `false`. */
  readonly events: Readonly<Record<ClusterName, EventsFunction>> | undefined;
  /** The state machine that drills by a schedule, if `drill.schedule` is given. */
  readonly scheduledDrill: ScheduledDrill | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PostgresPairProps,
    /** The weighted records of the client name. */
    readonly records: WeightedRecords,
    private readonly witness: WitnessStore | undefined,
  ) {
    super(scope, id);
    this.clientName = props.clientName;
    this.stores = perCluster((cluster) => this.createStore(cluster));
    this.controlPlanes = perCluster((cluster) => this.createControlPlane(cluster));
    const { stepDown } = props.replication;
    if (stepDown) this.createLogin(stepDown);
    this.watches = createWatches(props, (cluster, settings) => this.createWatch(cluster, settings));
    this.events = createEvents(this, props);
    const { operationTimeoutSeconds } = this;
    this.scheduledDrill = createScheduledDrill(this, props, { operationTimeoutSeconds });
  }

  /** The Terraform outputs, by name. They contain no secret. */
  get outputs(): Readonly<Record<string, unknown>> {
    const { databases, stepDown } = this.props.replication;
    return {
      client_name: this.clientName,
      replication: { kind: 'postgres' },
      ...perCluster((cluster) => {
        const { auth, operations } = this.controlPlanes[cluster];
        const { kind, host, port, database, instance } = databases[cluster];
        return {
          region: this.props[cluster].region,
          address: this.props[cluster].address,
          ...(auth && { auth_function_arn: auth.lambda.arn }),
          community_operations_function_arn: operations.lambda.arn,
          journal_table_arn: this.stores[cluster].journal.arn,
          database: { kind, host, port, database, ...(instance !== undefined && { instance }) },
        };
      }),
      ...(stepDown && { vault: { engine_role: this.role } }),
    };
  }

  /** What `vault-dr` needs to know. */
  get operatorOutput(): Readonly<Record<string, unknown>> {
    return communityOperatorOutput(this, this.props, {
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      functions: (cluster) => {
        const { auth, operations } = this.controlPlanes[cluster];
        return {
          ...(auth && { auth: auth.lambda }),
          'community-operations': operations.lambda,
          ...(this.watches && { 'community-watch': this.watches[cluster].watchFunction.lambda }),
        };
      },
    });
  }

  private get operationTimeoutSeconds(): number {
    return this.props.operationTimeoutSeconds ?? TIMEOUT_SECONDS[slowestOf(this.props.replication)];
  }

  private get role(): string {
    return nameOf('vault-dr-engine', this.props);
  }

  private createStore(cluster: ClusterName): PairStore {
    return new PairStore(this, `${cluster}-store`, { ...this.props, ...storeOf(cluster, this.props) });
  }

  private createControlPlane(cluster: ClusterName): PostgresControlPlane {
    const { home, away, replication } = this.props;
    return new PostgresControlPlane(this, `${cluster}-control-plane`, {
      ...this.props,
      ...sightOf(cluster, this.props, this, this.witness),
      regions: { home: home.region, away: away.region },
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      login: replication.stepDown && {
        ...loginOf(this.props),
        role: this.role,
      },
    });
  }

  private createWatch(cluster: ClusterName, settings: CommunityWatchSettings): PostgresWatch {
    return new PostgresWatch(this, `${cluster}-watch`, {
      ...this.props,
      ...sightOf(cluster, this.props, this, this.witness),
      settings,
      operations: this.controlPlanes[cluster].operations.lambda,
    });
  }

  private createLogin({ vaultProvider }: StepDownLogin): void {
    const { awsAuth, boundCidrs, clientName } = this.props;
    new EngineLogin(this, 'login', {
      ...this.props,
      serverId: clientName,
      ...awsAuth,
      boundCidrs,
      vaultProvider,
      // A root-protected path: Vault requires sudo beside update.
      roles: { engine: { name: this.role, rules: [{ path: 'sys/step-down', capabilities: ['update', 'sudo'] }] } },
      principalArns: CLUSTER_NAMES.flatMap((name) => this.controlPlanes[name].auth?.lambda.roleArn ?? []),
    });
  }
}
