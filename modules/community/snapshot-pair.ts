import { Construct } from 'constructs';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import type { WitnessStore } from '../witness-store';
import type { ScheduledDrill } from '../drill/scheduled-drill';
import type { EventsFunction } from '../lambda/events-function';
import { CommunityControlPlane } from './community-control-plane';
import { CommunityStore } from './community-store';
import type { SnapshotPairProps } from './community-vault-dr-props';
import { CommunityWatch, type CommunityWatchSettings } from './community-watch';
import { NodesDocument } from './nodes-document';
import { communityOperatorOutput } from './operator-output';
import { createEvents, createScheduledDrill, createWatches, isWatched, loginOf, sightOf, storeOf } from './pair-parts';
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
    this.watches = createWatches(props, (cluster, settings) => this.createWatch(cluster, settings));
    this.events = createEvents(this, props);
    const { operationTimeoutSeconds } = this;
    // A parked cluster follows when its region has a first file.
    const followSeconds = FOLLOW_SECONDS + 2 * props.replication.intervalSeconds;
    this.scheduledDrill = createScheduledDrill(this, props, { operationTimeoutSeconds, followSeconds });
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
    const { keepDays } = this.props.replication;
    return new CommunityStore(this, `${cluster}-store`, {
      ...this.props,
      ...storeOf(cluster, this.props),
      cluster,
      keepDays,
    });
  }

  private createDocument(cluster: ClusterName): NodesDocument {
    const { provider, region, nodes } = this.props[cluster];
    const { accountId } = this.stores[cluster];
    const canWipe = parksBySystem(this.props);
    return new NodesDocument(this, `${cluster}-nodes`, { ...this.props, provider, region, nodes, accountId, canWipe });
  }

  private createControlPlane(cluster: ClusterName): CommunityControlPlane {
    const { home, away } = this.props;
    return new CommunityControlPlane(this, `${cluster}-control-plane`, {
      ...this.props,
      ...sightOf(cluster, this.props, this, this.witness),
      documents: this.documents,
      nodes: { home: home.nodes, away: away.nodes },
      parks: parksBySystem(this.props),
      operationTimeoutSeconds: this.operationTimeoutSeconds,
      watched: isWatched(this.props),
      login: loginOf(this.props),
    });
  }

  private createWatch(cluster: ClusterName, settings: CommunityWatchSettings): CommunityWatch {
    return new CommunityWatch(this, `${cluster}-watch`, {
      ...this.props,
      ...sightOf(cluster, this.props, this, this.witness),
      settings,
      controlPlane: this.controlPlanes[cluster],
      parks: parksBySystem(this.props),
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
      watched: isWatched(this.props),
      vaultProvider: this.props[cluster].vaultProvider,
      principalArns: CLUSTER_NAMES.map((name) => this.controlPlanes[name].auth.lambda.roleArn),
    });
  }
}
