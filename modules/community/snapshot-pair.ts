import { Construct } from 'constructs';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import type { WitnessStore } from '../witness-store';
import { ScheduledDrill } from '../drill/scheduled-drill';
import { EventsFunction } from '../lambda/events-function';
import { placeOf } from '../lambda/lambda-place';
import { CommunityControlPlane } from './community-control-plane';
import { CommunityStore } from './community-store';
import type { SnapshotPairProps } from './community-vault-dr-props';
import { CommunityWatch } from './community-watch';
import { NodesDocument } from './nodes-document';
import { communityOperatorOutput } from './operator-output';
import { perCluster } from './per-cluster';
import { SnapshotLogin, snapshotRoles } from './snapshot-login';
import { parksBySystem } from './validation';

/** A restore of a large store takes minutes. */
const OPERATION_TIMEOUT_SECONDS = 600;
/** Time after a switchover in which the old primary is parked, beside that of its first file. */
const FOLLOW_SECONDS = 180;

/** What a pair with `snapshotReplication` has beside the records of the client name. */
export class SnapshotPair extends Construct {
  /** The DNS name that clients use. */
  readonly clientName: string;
  /** The stored data in the region of each cluster. */
  readonly stores: Readonly<Record<ClusterName, CommunityStore>>;
  /** The SSM document in the region of each cluster. */
  readonly documents: Readonly<Record<ClusterName, NodesDocument>>;
  /** The Lambdas in the region of each cluster. */
  readonly controlPlanes: Readonly<Record<ClusterName, CommunityControlPlane>>;
  /** The watch in the region of each cluster, unless `watch` is `false`. */
  readonly watches: Readonly<Record<ClusterName, CommunityWatch>> | undefined;
  /** The Lambda that sends events in the region of each cluster, unless `events` is `false`. */
  readonly events: Readonly<Record<ClusterName, EventsFunction>> | undefined;
  /** The state machine that drills by a schedule, if `drill.schedule` is given. */
  readonly scheduledDrill: ScheduledDrill | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SnapshotPairProps,
    /** The weighted records of the client name. */
    readonly records: WeightedRecords,
    private readonly witness: WitnessStore | undefined,
  ) {
    super(scope, id);
    this.clientName = props.clientName;
    this.stores = perCluster((cluster) => this.createStore(cluster));
    this.documents = perCluster((cluster) => this.createDocument(cluster));
    this.controlPlanes = perCluster((cluster) => this.createControlPlane(cluster));
    for (const cluster of CLUSTER_NAMES) this.createLogin(cluster);
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
    const { engine, puller } = snapshotRoles(this.props);
    return {
      client_name: this.clientName,
      replication: this.props.replication,
      ...perCluster((cluster) => {
        const { auth, puller: copying, operations } = this.controlPlanes[cluster];
        return {
          region: this.props[cluster].region,
          address: this.props[cluster].address,
          auth_function_arn: auth.lambda.arn,
          snapshot_puller_function_arn: copying.lambda.arn,
          community_operations_function_arn: operations.lambda.arn,
          snapshot_bucket: this.stores[cluster].bucket,
          journal_table_arn: this.stores[cluster].journal.arn,
          nodes_document: this.documents[cluster].name,
        };
      }),
      vault: { engine_role: engine, puller_role: puller, marker: `${this.props.replication.mount}/parked` },
    };
  }

  /** What `vault-dr` needs to know. */
  get operatorOutput(): Readonly<Record<string, unknown>> {
    return communityOperatorOutput(this, this.props, {
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      settings: {
        interval_seconds: this.props.replication.intervalSeconds,
        mount: this.props.replication.mount,
        nodes_document: this.documents.home.name,
      },
      ofCluster: (cluster) => {
        const { tagKey, tagValue } = this.props[cluster].nodes;
        return { snapshot_bucket: this.stores[cluster].bucket, nodes_tag: `${tagKey}=${tagValue}` };
      },
      functions: (cluster) => {
        const { auth, puller, operations } = this.controlPlanes[cluster];
        return {
          auth: auth.lambda,
          'snapshot-puller': puller.lambda,
          'community-operations': operations.lambda,
          ...(this.watches && { 'community-watch': this.watches[cluster].watchFunction.lambda }),
        };
      },
    });
  }

  private get operationTimeoutSeconds(): number {
    return this.props.operationTimeoutSeconds ?? OPERATION_TIMEOUT_SECONDS;
  }

  private createStore(cluster: ClusterName): CommunityStore {
    const { provider, region } = this.props[cluster];
    const { keepDays } = this.props.replication;
    return new CommunityStore(this, `${cluster}-store`, {
      ...this.props,
      provider,
      region,
      cluster,
      keepDays,
      alarms: this.isWatched,
      stream: this.sendsEvents,
    });
  }

  private createDocument(cluster: ClusterName): NodesDocument {
    const { provider, region, nodes } = this.props[cluster];
    const { accountId } = this.stores[cluster];
    const canWipe = parksBySystem(this.props);
    return new NodesDocument(this, `${cluster}-nodes`, { ...this.props, provider, region, nodes, accountId, canWipe });
  }

  private createControlPlane(cluster: ClusterName): CommunityControlPlane {
    const { home, away, awsAuth, clientName } = this.props;
    return new CommunityControlPlane(this, `${cluster}-control-plane`, {
      ...this.props,
      witnessTable: this.witness?.table,
      ...placeOf(cluster, this.props),
      stores: this.stores,
      documents: this.documents,
      nodes: { home: home.nodes, away: away.nodes },
      parks: parksBySystem(this.props),
      records: this.records,
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      watched: this.isWatched,
      login: {
        mountPath: awsAuth?.path ?? 'aws',
        serverId: awsAuth?.serverId ?? clientName,
        stsRegion: awsAuth?.stsRegion,
      },
    });
  }

  private createWatch(cluster: ClusterName): CommunityWatch {
    return new CommunityWatch(this, `${cluster}-watch`, {
      ...this.props,
      ...placeOf(cluster, this.props),
      settings: this.props.watch || {},
      witnessTable: this.witness?.table,
      stores: this.stores,
      records: this.records,
      controlPlane: this.controlPlanes[cluster],
      parks: parksBySystem(this.props),
    });
  }

  /** It runs in the region of home, and calls only the Lambda there. */
  private createScheduledDrill(): ScheduledDrill | undefined {
    const { drill, home, watch, replication } = this.props;
    const { schedule } = drill ?? {};
    if (schedule === undefined) return undefined;
    return new ScheduledDrill(this, 'scheduled-drill', {
      ...this.props,
      provider: home.provider,
      settings: { ...drill, schedule },
      operations: this.controlPlanes.home.operations.lambda,
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      // A parked cluster follows when its region has a first file.
      followSeconds: FOLLOW_SECONDS + 2 * replication.intervalSeconds,
      topicArns: this.watches?.home.topicArns ?? [],
      alarmsPage: watch === false ? undefined : watch?.alarmsPage,
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

  /** Each cluster takes logins from the Lambdas of both regions. A restore brings the roles of the other cluster, which are the same. */
  private createLogin(cluster: ClusterName): void {
    const { awsAuth, boundCidrs, clientName, replication } = this.props;
    new SnapshotLogin(this, `${cluster}-login`, {
      ...this.props,
      serverId: clientName,
      ...awsAuth,
      boundCidrs,
      mount: replication.mount,
      watched: this.isWatched,
      vaultProvider: this.props[cluster].vaultProvider,
      principalArns: CLUSTER_NAMES.map((name) => this.controlPlanes[name].auth.lambda.roleArn),
    });
  }
}
