import { Construct } from 'constructs';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import { CommunityControlPlane } from './community-control-plane';
import { CommunityStore } from './community-store';
import type { SnapshotPairProps } from './community-vault-dr-props';
import { CopyAlarms } from './copy-alarms';
import { NodesDocument } from './nodes-document';
import { SnapshotLogin, snapshotRoles } from './snapshot-login';

/** A restore of a large store takes minutes. */
const OPERATION_TIMEOUT_SECONDS = 600;

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

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SnapshotPairProps,
    /** The weighted records of the client name. */
    readonly records: WeightedRecords,
  ) {
    super(scope, id);
    this.clientName = props.clientName;
    this.stores = perCluster((cluster) => this.createStore(cluster));
    this.documents = perCluster((cluster) => this.createDocument(cluster));
    this.controlPlanes = perCluster((cluster) => this.createControlPlane(cluster));
    for (const cluster of CLUSTER_NAMES) {
      this.createAlarms(cluster);
      this.createLogin(cluster);
    }
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

  private createStore(cluster: ClusterName): CommunityStore {
    const { provider, region } = this.props[cluster];
    const { keepDays } = this.props.replication;
    return new CommunityStore(this, `${cluster}-store`, { ...this.props, provider, region, cluster, keepDays });
  }

  private createDocument(cluster: ClusterName): NodesDocument {
    const { provider, region, nodes } = this.props[cluster];
    const { accountId } = this.stores[cluster];
    return new NodesDocument(this, `${cluster}-nodes`, { ...this.props, provider, region, nodes, accountId });
  }

  private createControlPlane(cluster: ClusterName): CommunityControlPlane {
    const { home, away, awsAuth, clientName, operationTimeoutSeconds } = this.props;
    const { provider, region, subnetIds, securityGroupIds, clientCertificate } = this.props[cluster];
    return new CommunityControlPlane(this, `${cluster}-control-plane`, {
      ...this.props,
      cluster,
      provider,
      region,
      subnetIds,
      securityGroupIds,
      clientCertificate,
      addresses: { home: home.address, away: away.address },
      stores: this.stores,
      documents: this.documents,
      nodes: { home: home.nodes, away: away.nodes },
      records: this.records,
      operationTimeoutSeconds: operationTimeoutSeconds ?? OPERATION_TIMEOUT_SECONDS,
      login: {
        mountPath: awsAuth?.path ?? 'aws',
        serverId: awsAuth?.serverId ?? clientName,
        stsRegion: awsAuth?.stsRegion,
      },
    });
  }

  private createAlarms(cluster: ClusterName): void {
    const { notify, replication } = this.props;
    new CopyAlarms(this, `${cluster}-alarms`, {
      ...this.props,
      provider: this.props[cluster].provider,
      everyMinutes: replication.intervalSeconds / 60,
      topicArns: notify?.[cluster],
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
      vaultProvider: this.props[cluster].vaultProvider,
      principalArns: CLUSTER_NAMES.map((name) => this.controlPlanes[name].auth.lambda.roleArn),
    });
  }
}

const perCluster = <T>(make: (cluster: ClusterName) => T): Readonly<Record<ClusterName, T>> => ({
  home: make('home'),
  away: make('away'),
});
