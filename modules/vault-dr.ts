import { Annotations, TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { CLUSTER_NAMES, type RegionLambda, type ClusterName } from '../functions/shared/contract';
import type { AutomaticMetric, ClusterMetric, PairMetric } from '../functions/watch/contract';
import { OperatorParameters } from './aws/operator-parameters';
import { WeightedRecords, type RecordTarget } from './aws/weighted-records';
import { ControlPlane } from './control-plane';
import { placeOf } from './lambda/lambda-place';
import { ScheduledDrill } from './drill/scheduled-drill';
import { EventsFunction } from './lambda/events-function';
import { accessStatements } from './operator-access';
import { invalidProps } from './private/errors';
import type { IGrantable } from './private/grantee';
import { functionName, nameOf, type DeploymentName } from './private/names';
import { NameHealth } from './traffic/name-health';
import { RegionalStore } from './regional-store';
import { operatorOutput, outputsOf } from './vault-dr-outputs';
import type { VaultDrMember, VaultDrProps, VaultWitnessProps } from './vault-dr-props';
import { validateVaultDrProps } from './validation';
import { AwsAuth } from './vault/aws-auth';
import { OperationTokenRole } from './vault/operation-token-role';
import { AUTOPILOT_RULES, BREAK_GLASS_TOKEN_RULES } from './vault/policy';
import { watchMetric, type WatchMetric } from './watch/metric';
import { Watch } from './watch/watch';
import { WitnessFunction } from './lambda/witness-function';
import { WitnessStore } from './witness-store';

/**
 * The DR control plane of one pair of Vault Enterprise clusters: policies and roles in Vault, the weighted records of
 * the client name, and in each region the secret, the table with lease and journal, the four Lambdas, and the watch.
 *
 * @throws Error with a list of all problems of the props
 */
export class VaultDr extends Construct {
  /** The DNS name that clients use. */
  readonly clientName: string;
  /** The policy and the token role of the DR operation token. */
  readonly operationTokenRole: OperationTokenRole;
  /** The policy and the token role of the break-glass token, if there is one. */
  readonly breakGlassTokenRole: OperationTokenRole | undefined;
  /** The role that the `auth` Lambdas log in with. */
  readonly awsAuth: AwsAuth;
  /** The health checks of the records, if `traffic` is given. */
  readonly nameHealth: NameHealth | undefined;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** The stored data in the region of each cluster. */
  readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
  /** The table of the third region, if there is a witness. */
  readonly witness: WitnessStore | undefined;
  /** The Lambdas in the region of each cluster. */
  readonly controlPlanes: Readonly<Record<ClusterName, ControlPlane>>;
  /** The watch in the region of each cluster, unless `watch` is `false`. */
  readonly watches: Readonly<Record<ClusterName, Watch>> | undefined;
  /** The Lambda that sends events in the region of each cluster, unless `events` is `false`. */
  readonly events: Readonly<Record<ClusterName, EventsFunction>> | undefined;
  /** The state machine that drills by a schedule, if `drill.schedule` is given. */
  readonly scheduledDrill: ScheduledDrill | undefined;
  private readonly deployment: DeploymentName;

  constructor(scope: Construct, id: string, props: VaultDrProps) {
    super(scope, id);
    this.deployment = props;
    const problems = validateVaultDrProps(props);
    if (problems.length > 0) throw invalidProps('VaultDr', problems);

    const { home, away, clientName } = props;
    this.warnOfSharedFate(home, away);
    this.clientName = clientName;
    this.operationTokenRole = new OperationTokenRole(this, 'operation-token-role', {
      ...props,
      extraRules: [...(asksAutopilot(props) ? AUTOPILOT_RULES : []), ...(props.extraOperationTokenRules ?? [])],
    });
    this.breakGlassTokenRole = hasBreakGlassToken(props)
      ? new OperationTokenRole(this, 'break-glass-token-role', {
          ...props,
          resource: 'dr-break-glass-token',
          rules: BREAK_GLASS_TOKEN_RULES,
        })
      : undefined;
    const { traffic } = props;
    this.nameHealth =
      traffic?.dataPlane === true || traffic?.routingControls
        ? new NameHealth(this, 'name-health', { ...props, settings: traffic, regions: { home, away } })
        : undefined;
    this.records = new WeightedRecords(this, 'records', {
      ...props,
      healthCheckIds: this.nameHealth?.healthCheckIds,
      provider: props.dns?.provider ?? home.provider,
      roleArn: props.dns?.roleArn,
      region: home.region,
      targets: { home: recordTarget(home), away: recordTarget(away) },
      ttlSeconds: props.recordTtlSeconds,
    });
    this.stores = { home: this.createStore('home', props), away: this.createStore('away', props) };
    this.witness = props.witness && this.createWitness(props, props.witness);
    this.controlPlanes = { home: this.createControlPlane('home', props), away: this.createControlPlane('away', props) };
    this.watches = props.watch === false ? undefined : this.createWatches(props);
    this.events = sendsEvents(props)
      ? { home: this.createEvents('home', props), away: this.createEvents('away', props) }
      : undefined;
    this.scheduledDrill = this.createScheduledDrill(props);
    this.awsAuth = new AwsAuth(this, 'aws-auth', {
      ...props,
      serverId: clientName,
      ...props.awsAuth,
      principalArns: [this.controlPlanes.home.auth.lambda.roleArn, this.controlPlanes.away.auth.lambda.roleArn],
      tokenRole: this.operationTokenRole.roleName,
      breakGlassTokenRole: this.breakGlassTokenRole?.roleName,
    });
    if (props.outputs ?? true) this.createOutputs(props);
    if (props.operatorParameters ?? true) this.createOperatorParameters(props);
  }

  /**
   * Lets a role operate the pair with `vault-dr` through the Lambdas: operations, rotation of the token, `status`,
   * `history`, `doctor`. `--local` and `break-glass` need more.
   */
  grantOperate(role: IGrantable): void {
    this.grantAccess(role, ['dr-operations', 'dns-switch', 'dr-operation-token-gen']);
  }

  /**
   * Lets a role look at the pair with `vault-dr status` and `vault-dr history`, and not operate it. It calls the watch, which
   * asks for an operation only by its own rules, and only with `automatic` or `watch.fence`.
   *
   * @throws Error if `watch` is `false`
   */
  grantLook(role: IGrantable): void {
    this.grantAccess(role, ['watch']);
  }

  private grantAccess(role: IGrantable, lambdas: readonly RegionLambda[]): void {
    const arns = CLUSTER_NAMES.flatMap((cluster) => {
      const byName: Partial<Record<RegionLambda, string>> = {
        ...this.controlPlanes[cluster].functionArns,
        watch: this.watches?.[cluster].watchFunction.lambda.arn,
      };
      return lambdas.map((lambda) => byName[lambda]);
    });
    if (!arns.every((arn) => arn !== undefined)) {
      throw new Error(`${this.node.path} has no watch, which grantLook lets a role call: leave out watch: false.`);
    }
    for (const statement of accessStatements(this.stores, arns)) role.allow(statement);
  }

  /**
   * A metric of the watch, for an alarm or a dashboard of your own: spread it into the props of `CloudwatchMetricAlarm`.
   *
   * @param cluster the cluster of a metric that each cluster has
   */
  metric(name: PairMetric | AutomaticMetric): WatchMetric;
  metric(name: ClusterMetric, cluster: ClusterName): WatchMetric;
  metric(metricName: PairMetric | AutomaticMetric | ClusterMetric, cluster?: ClusterName): WatchMetric {
    return watchMetric(this.deployment, metricName, cluster);
  }

  /** Whether a failover would begin now: 0 or 1. */
  metricFailoverPossible(): WatchMetric {
    return this.metric('FailoverPossible');
  }

  /** Whether a switchover would begin now: 0 or 1. */
  metricSwitchoverPossible(): WatchMetric {
    return this.metric('SwitchoverPossible');
  }

  /** Replication lag, seconds. Vault reports it since 1.17. */
  metricLagSeconds(): WatchMetric {
    return this.metric('LagSeconds');
  }

  /** Nodes that a cluster can lose and still serve. Only with `watch.autopilot`. */
  metricFailureTolerance(cluster: ClusterName): WatchMetric {
    return this.metric('FailureTolerance', cluster);
  }

  /** Voters of a cluster that its autopilot calls unhealthy. Only with `watch.autopilot`. */
  metricDeadVoters(cluster: ClusterName): WatchMetric {
    return this.metric('DeadVoters', cluster);
  }

  /** Remaining life of the DR operation token in the region of the alarm, seconds. */
  metricTokenSecondsLeft(): WatchMetric {
    return this.metric('TokenSecondsLeft');
  }

  /** The control plane of Route 53 is only in us-east-1. While that region is lost, no record can be changed. */
  private warnOfSharedFate(home: VaultDrMember, away: VaultDrMember): void {
    if (![home.region, away.region].includes('us-east-1')) return;
    Annotations.of(this).addWarning(
      "A cluster is in us-east-1, where Route 53's control plane is. If the region is lost, the client name cannot be " +
        'moved until Route 53 is back. Choose another region, or turn on accelerated recovery for a public hosted zone.',
    );
  }

  private createStore(cluster: ClusterName, props: VaultDrProps): RegionalStore {
    const { provider, region } = props[cluster];
    return new RegionalStore(this, `${cluster}-store`, {
      ...props,
      provider,
      region,
      alarms: props.watch !== false,
      stream: sendsEvents(props),
      breakGlassToken: hasBreakGlassToken(props),
    });
  }

  /** Where a failover may begin by itself, the third region also has a Lambda that watches the region of home. */
  private createWitness(props: VaultDrProps, { provider, region }: VaultWitnessProps): WitnessStore {
    const logGroupPattern = props.automatic && `/aws/lambda/${functionName('witness', props)}`;
    const store = new WitnessStore(this, 'witness', { ...props, provider, region, logGroupPattern });
    if (props.automatic) {
      new WitnessFunction(this, 'witness-watch', {
        ...props,
        provider,
        region,
        accountId: store.accountId,
        kmsKeyArn: store.key.arn,
        home: this.stores.home.journal,
        own: store.table,
      });
    }
    return store;
  }

  private createControlPlane(cluster: ClusterName, props: VaultDrProps): ControlPlane {
    const { home, away, awsAuth, clientName } = props;
    return new ControlPlane(this, `${cluster}-control-plane`, {
      ...props,
      ...placeOf(cluster, props),
      clusterAddresses: { home: home.clusterAddress, away: away.clusterAddress },
      fence: props.watch !== false && (props.watch?.fence ?? false),
      stores: this.stores,
      witnessTable: this.witness?.table,
      records: this.records,
      nameHealth: this.nameHealth,
      login: {
        mountPath: awsAuth?.path ?? 'aws',
        serverId: awsAuth?.serverId ?? clientName,
        stsRegion: awsAuth?.stsRegion,
      },
      // The role in Vault is bound to the Lambdas and so is made after them: only its name is known here.
      authRole: nameOf('dr-operation-token-gen', props),
      tokenRole: this.operationTokenRole.roleName,
      breakGlassTokenRole: this.breakGlassTokenRole?.roleName,
    });
  }

  private createWatches(props: VaultDrProps): Record<ClusterName, Watch> {
    const journals = { home: this.stores.home.journal, away: this.stores.away.journal, witness: this.witness?.table };
    const create = (cluster: ClusterName): Watch =>
      new Watch(this, `${cluster}-watch`, {
        ...props,
        ...placeOf(cluster, props),
        settings: props.watch || {},
        store: this.stores[cluster],
        records: this.records,
        nameHealth: this.nameHealth,
        journals,
        controlPlane: this.controlPlanes[cluster],
      });
    return { home: create('home'), away: create('away') };
  }

  private createEvents(cluster: ClusterName, props: VaultDrProps): EventsFunction {
    const { accountId, key, journal } = this.stores[cluster];
    return new EventsFunction(this, `${cluster}-events`, {
      ...props,
      ...placeOf(cluster, props),
      accountId,
      kmsKeyArn: key.arn,
      journal,
    });
  }

  /** It runs in the region of home, and calls only the Lambda there. */
  private createScheduledDrill(props: VaultDrProps): ScheduledDrill | undefined {
    const { drill, home } = props;
    const { schedule } = drill ?? {};
    if (schedule === undefined) return undefined;
    return new ScheduledDrill(this, 'scheduled-drill', {
      ...props,
      provider: home.provider,
      settings: { ...drill, schedule },
      operations: this.controlPlanes.home.drOperations.lambda,
      topicArns: this.watches?.home.topicArns ?? [],
      alarmsPage: props.watch === false ? undefined : props.watch?.alarmsPage,
    });
  }

  private createOperatorParameters(props: VaultDrProps): void {
    // The certificates have a parameter of their own.
    const settings = { ...operatorOutput(this, props), ca_pem: undefined };
    for (const cluster of CLUSTER_NAMES) {
      const { provider } = props[cluster];
      new OperatorParameters(this, `${cluster}-operator`, { ...props, provider, settings });
    }
  }

  private createOutputs(props: VaultDrProps): void {
    for (const [name, value] of Object.entries(outputsOf(this, props))) {
      // The construct's id comes first, so that the outputs of two pairs in one stack have different names.
      new TerraformOutput(this, name, { value }).overrideLogicalId(`${this.node.id}_${name}`);
    }
  }
}

const sendsEvents = ({ events = true }: VaultDrProps): boolean => events;
const asksAutopilot = ({ watch }: VaultDrProps): boolean => watch !== false && (watch?.autopilot ?? false);
const hasBreakGlassToken = ({ breakGlassToken = true }: VaultDrProps): boolean => breakGlassToken;

const recordTarget = ({ address, dnsName, loadBalancer }: VaultDrMember): RecordTarget =>
  loadBalancer
    ? { dnsName: loadBalancer.dnsName, loadBalancerZoneId: loadBalancer.zoneId, ipv6: loadBalancer.ipv6 }
    : { dnsName: dnsName ?? new URL(address).hostname };
