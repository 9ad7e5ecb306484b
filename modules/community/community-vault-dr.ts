import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { OperatorParameters } from '../aws/operator-parameters';
import { WeightedRecords, type RecordTarget } from '../aws/weighted-records';
import { ScheduledDrill } from '../drill/scheduled-drill';
import type { LambdaPlace } from '../lambda/common-function-props';
import { EventsFunction } from '../lambda/events-function';
import { accessStatements } from '../operator-access';
import { invalidProps } from '../private/errors';
import type { IGrantable } from '../private/grantee';
import { watchMetric, type AnyMetric, type WatchMetric } from '../watch/metric';
import { CommunityControlPlane } from './community-control-plane';
import { CommunityStore } from './community-store';
import type { CommunityVaultDrMember, CommunityVaultDrProps } from './community-vault-dr-props';
import { CommunityWatch } from './community-watch';
import { NodesDocument } from './nodes-document';
import { communityOperatorOutput } from './operator-output';
import { SnapshotLogin, snapshotRoles } from './snapshot-login';
import { parksBySystem, validateCommunityVaultDrProps } from './validation';

/** A restore of a large store takes minutes. */
const OPERATION_TIMEOUT_SECONDS = 600;
/** Time after a switchover in which the old primary is parked, beside that of its first file. */
const FOLLOW_SECONDS = 180;

/**
 * The DR control plane of one pair of Vault Community or OpenBao clusters, which have no replication: the weighted records of
 * the client name, and in each region the bucket with the copies of the other cluster, the table with lease and journal, the
 * three Lambdas, an SSM document for the servers, and the watch; and in each cluster the roles of the Lambdas.
 *
 * @throws Error with a list of all problems of the props
 */
export class CommunityVaultDr extends Construct {
  /** The DNS name that clients use. */
  readonly clientName: string;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
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
    private readonly props: CommunityVaultDrProps,
  ) {
    super(scope, id);
    const problems = validateCommunityVaultDrProps(props);
    if (problems.length > 0) throw invalidProps('CommunityVaultDr', problems);

    const { home, away } = props;
    this.clientName = props.clientName;
    this.records = new WeightedRecords(this, 'records', {
      ...props,
      provider: props.dns?.provider ?? home.provider,
      roleArn: props.dns?.roleArn,
      region: home.region,
      targets: { home: recordTarget(home), away: recordTarget(away) },
      ttlSeconds: props.recordTtlSeconds,
    });
    this.stores = perCluster((cluster) => this.createStore(cluster));
    this.documents = perCluster((cluster) => this.createDocument(cluster));
    this.controlPlanes = perCluster((cluster) => this.createControlPlane(cluster));
    for (const cluster of CLUSTER_NAMES) this.createLogin(cluster);
    this.watches = this.isWatched ? perCluster((cluster) => this.createWatch(cluster)) : undefined;
    this.events = this.sendsEvents ? perCluster((cluster) => this.createEvents(cluster)) : undefined;
    this.scheduledDrill = this.createScheduledDrill();
    if (props.outputs ?? true) this.createOutputs();
    if (props.operatorParameters ?? true) this.createOperatorParameters();
  }

  /** Lets a role operate the pair with `vault-dr` through the Lambdas, and read the journal. */
  grantOperate(role: IGrantable): void {
    const arns = CLUSTER_NAMES.map((cluster) => this.controlPlanes[cluster].operations.lambda.arn);
    for (const statement of accessStatements(this.stores, arns)) role.allow(statement);
  }

  /**
   * Lets a role look at the pair by the watch, with `{"operation": "status"}`, read the journal, and not operate the pair.
   *
   * @throws Error if `watch` is `false`
   */
  grantLook(role: IGrantable): void {
    const { watches } = this;
    if (!watches)
      throw new Error(`${this.node.path} has no watch, which grantLook lets a role call: leave out watch: false.`);
    const arns = CLUSTER_NAMES.map((cluster) => watches[cluster].watchFunction.lambda.arn);
    for (const statement of accessStatements(this.stores, arns)) role.allow(statement);
  }

  /**
   * A metric of the watch, for an alarm or a dashboard of your own: spread it into the props of `CloudwatchMetricAlarm`.
   *
   * @param cluster the cluster of a metric that each cluster has
   */
  metric(name: AnyMetric, cluster?: ClusterName): WatchMetric {
    return watchMetric(this.props, name, cluster);
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
      operator: this.operatorOutput,
    };
  }

  private get operatorOutput(): Readonly<Record<string, unknown>> {
    return communityOperatorOutput(this, this.props, this.operationTimeoutSeconds);
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
      ...this.placeOf(cluster),
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

  /** Where the Lambdas of a region run, and which clusters they call. */
  private placeOf(cluster: ClusterName): LambdaPlace {
    const { home, away } = this.props;
    const { provider, region, subnetIds, securityGroupIds, clientCertificate } = this.props[cluster];
    const addresses = { home: home.address, away: away.address };
    return { cluster, provider, region, subnetIds, securityGroupIds, clientCertificate, addresses };
  }

  private createWatch(cluster: ClusterName): CommunityWatch {
    return new CommunityWatch(this, `${cluster}-watch`, {
      ...this.props,
      ...this.placeOf(cluster),
      settings: this.props.watch || {},
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
      ...this.placeOf(cluster),
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

  private createOperatorParameters(): void {
    // The certificates have a parameter of their own.
    const settings = { ...this.operatorOutput, ca_pem: undefined };
    for (const cluster of CLUSTER_NAMES) {
      const { provider } = this.props[cluster];
      new OperatorParameters(this, `${cluster}-operator`, { ...this.props, provider, settings });
    }
  }

  private createOutputs(): void {
    for (const [name, value] of Object.entries(this.outputs)) {
      // The construct's id comes first, so that the outputs of two pairs in one stack have different names.
      new TerraformOutput(this, name, { value }).overrideLogicalId(`${this.node.id}_${name}`);
    }
  }
}

const perCluster = <T>(make: (cluster: ClusterName) => T): Readonly<Record<ClusterName, T>> => ({
  home: make('home'),
  away: make('away'),
});

const recordTarget = ({ address, dnsName, loadBalancer }: CommunityVaultDrMember): RecordTarget =>
  loadBalancer
    ? { dnsName: loadBalancer.dnsName, loadBalancerZoneId: loadBalancer.zoneId, ipv6: loadBalancer.ipv6 }
    : { dnsName: dnsName ?? new URL(address).hostname };
