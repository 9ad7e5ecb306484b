import { Construct } from 'constructs';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import type { WitnessStore } from '../witness-store';
import { ScheduledDrill } from '../drill/scheduled-drill';
import { EventsFunction } from '../lambda/events-function';
import { placeOf } from '../lambda/lambda-place';
import { nameOf } from '../private/names';
import type { PostgresPairProps } from './community-vault-dr-props';
import { EngineLogin } from './engine-login';
import { communityOperatorOutput } from './operator-output';
import { PairStore } from './pair-store';
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
    this.watches = this.isWatched ? perCluster((cluster) => this.createWatch(cluster)) : undefined;
    this.events = this.sendsEvents ? perCluster((cluster) => this.createEvents(cluster)) : undefined;
    this.scheduledDrill = this.createScheduledDrill();
  }

  private get isWatched(): boolean {
    return this.props.watch !== false;
  }

  private get sendsEvents(): boolean {
    return this.props.events ?? true;
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
    const { provider, region } = this.props[cluster];
    return new PairStore(this, `${cluster}-store`, {
      ...this.props,
      provider,
      region,
      alarms: this.isWatched,
      stream: this.sendsEvents,
    });
  }

  private createControlPlane(cluster: ClusterName): PostgresControlPlane {
    const { home, away, awsAuth, clientName, replication } = this.props;
    return new PostgresControlPlane(this, `${cluster}-control-plane`, {
      ...this.props,
      ...placeOf(cluster, this.props),
      witnessTable: this.witness?.table,
      regions: { home: home.region, away: away.region },
      stores: this.stores,
      records: this.records,
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      login: replication.stepDown && {
        mountPath: awsAuth?.path ?? 'aws',
        serverId: awsAuth?.serverId ?? clientName,
        stsRegion: awsAuth?.stsRegion,
        role: this.role,
      },
    });
  }

  private createWatch(cluster: ClusterName): PostgresWatch {
    return new PostgresWatch(this, `${cluster}-watch`, {
      ...this.props,
      ...placeOf(cluster, this.props),
      settings: this.props.watch || {},
      witnessTable: this.witness?.table,
      stores: this.stores,
      records: this.records,
      operations: this.controlPlanes[cluster].operations.lambda,
    });
  }

  private createEvents(cluster: ClusterName): EventsFunction {
    const { accountId, key, journal } = this.stores[cluster];
    return new EventsFunction(this, `${cluster}-events`, {
      ...this.props,
      ...placeOf(cluster, this.props),
      accountId,
      kmsKeyArn: key.arn,
      journal,
    });
  }

  /** It runs in the region of home, and calls only the Lambda there. */
  private createScheduledDrill(): ScheduledDrill | undefined {
    const { drill, home, watch } = this.props;
    const { schedule } = drill ?? {};
    if (schedule === undefined) return undefined;
    return new ScheduledDrill(this, 'scheduled-drill', {
      ...this.props,
      provider: home.provider,
      settings: { ...drill, schedule },
      operations: this.controlPlanes.home.operations.lambda,
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      topicArns: this.watches?.home.topicArns ?? [],
      alarmsPage: watch === false ? undefined : watch?.alarmsPage,
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
