import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { OperatorParameters } from '../aws/operator-parameters';
import { WeightedRecords, type RecordTarget } from '../aws/weighted-records';
import type { ScheduledDrill } from '../drill/scheduled-drill';
import type { EventsFunction } from '../lambda/events-function';
import { accessStatements } from '../operator-access';
import { invalidProps } from '../private/errors';
import type { IGrantable } from '../private/grantee';
import { WitnessStore } from '../witness-store';
import { watchMetric, type AnyMetric, type WatchMetric } from '../watch/metric';
import { isPostgresPair, type CommunityMember, type CommunityVaultDrProps } from './community-vault-dr-props';
import type { CommunityWatch } from './community-watch';
import type { PairStore } from './pair-store';
import { PostgresPair } from './postgres-pair';
import type { PostgresWatch } from './postgres-watch';
import { SnapshotPair } from './snapshot-pair';
import { validateCommunityVaultDrProps } from './validation';

/**
 * The DR control plane of one pair of Vault Community or OpenBao clusters, which have no replication of their own: the weighted
 * records of the client name, and in each region the table with lease and journal, and the Lambda that operates the pair. The
 * kind of replication adds what it needs.
 *
 * @throws Error with a list of all problems of the props
 */
export class CommunityVaultDr extends Construct {
  /** The DNS name that clients use. */
  readonly clientName: string;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** The table of the third region, if there is a witness. */
  readonly witness: WitnessStore | undefined;
  /** What the kind of replication needs. */
  readonly pair: SnapshotPair | PostgresPair;

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
    this.witness = props.witness && new WitnessStore(this, 'witness', { ...props, ...props.witness });
    // The id is no part of an address, so that what both kinds have has the same one.
    this.pair = isPostgresPair(props)
      ? new PostgresPair(this, 'Default', props, this.records, this.witness)
      : new SnapshotPair(this, 'Default', props, this.records, this.witness);
    if (props.outputs ?? true) this.createOutputs();
    if (props.operatorParameters ?? true) this.createOperatorParameters();
  }

  /** The stored data in the region of each cluster. */
  get stores(): Readonly<Record<ClusterName, PairStore>> {
    return this.pair.stores;
  }

  /** The watch in the region of each cluster, unless `watch` is `false`. */
  get watches(): Readonly<Record<ClusterName, CommunityWatch | PostgresWatch>> | undefined {
    return this.pair.watches;
  }

  /** The Lambda that sends events in the region of each cluster, unless `events` is `false`. */
  get events(): Readonly<Record<ClusterName, EventsFunction>> | undefined {
    return this.pair.events;
  }

  /** The state machine that drills by a schedule, if `drill.schedule` is given. */
  get scheduledDrill(): ScheduledDrill | undefined {
    return this.pair.scheduledDrill;
  }

  /** Lets a role operate the pair with `vault-dr` through the Lambdas, and read the journal. */
  grantOperate(role: IGrantable): void {
    const arns = CLUSTER_NAMES.map((cluster) => this.pair.controlPlanes[cluster].operations.lambda.arn);
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

  /** The Terraform outputs, by name. They contain no secret. */
  get outputs(): Readonly<Record<string, unknown>> {
    return { ...this.pair.outputs, operator: this.pair.operatorOutput };
  }

  private createOperatorParameters(): void {
    // The certificates have a parameter of their own.
    const settings = { ...this.pair.operatorOutput, ca_pem: undefined };
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

const recordTarget = ({ address, dnsName, loadBalancer }: CommunityMember): RecordTarget =>
  loadBalancer
    ? { dnsName: loadBalancer.dnsName, loadBalancerZoneId: loadBalancer.zoneId, ipv6: loadBalancer.ipv6 }
    : { dnsName: dnsName ?? new URL(address).hostname };
