import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Token, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { CLUSTER_NAMES, DNS_ENV, type ClusterName } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import type { PolicyStatement } from '../private/iam';
import { nameOf, type DeploymentName } from '../private/names';
import { recordStatements } from './record-statements';

/** The target of a weighted record: a DNS name (CNAME) or a load balancer (ALIAS). */
export interface RecordTarget {
  /** DNS name of the cluster, or of its load balancer. */
  readonly dnsName: string;
  /**
   * Canonical hosted zone of the load balancer. If it is set, the record is an ALIAS.
   *
   * @default - the record is a CNAME
   */
  readonly loadBalancerZoneId?: string;
  /** Whether the load balancer also has IPv6 addresses. If so, an ALIAS gets an AAAA record too. @default false */
  readonly ipv6?: boolean;
}

/** Props of `WeightedRecords`. */
export interface WeightedRecordsProps extends DeploymentName {
  /** The AWS provider. */
  readonly provider: TerraformProvider;
  /** Route 53 hosted zone of the client name. */
  readonly hostedZoneId: string;
  /** Further zones that have the client name, such as the private zone beside a public one. @default [] */
  readonly otherHostedZoneIds?: readonly string[];
  /** The DNS name that clients use, e.g. `vault.example.com`. */
  readonly clientName: string;
  /** Target of the record of each cluster. */
  readonly targets: Readonly<Record<ClusterName, RecordTarget>>;
  /** TTL of both CNAMEs, seconds. An ALIAS has none. @default 10 */
  readonly ttlSeconds?: number;
  /** AWS region of the provider. It tells the AWS partition of the hosted zone. */
  readonly region: string;
  /** Role that a Lambda assumes for Route 53, if the zone is in another account. @default - the Lambda uses its own role */
  readonly roleArn?: string;
  /**
   * Id of the health check of each record. A record without one counts as healthy.
   *
   * @default - the weights alone decide
   */
  readonly healthCheckIds?: Readonly<Record<ClusterName, string>>;
}

/** Weights at creation: all clients use home. Terraform never changes them afterwards; operations do. */
const FIRST_WEIGHTS: Readonly<Record<ClusterName, number>> = { home: 255, away: 0 };
/** Short, because a client uses the old cluster until its cached record expires. */
const DEFAULT_TTL_SECONDS = 10;

/**
 * The two weighted records of the client name in each of its zones, one per cluster. All clients use home until an operation changes the
 * weights; Terraform ignores that change.
 */
export class WeightedRecords extends Construct {
  /** Set identifier of the record of each cluster. */
  readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
  /** Target of the record of each cluster. */
  readonly targets: Readonly<Record<ClusterName, RecordTarget>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WeightedRecordsProps,
  ) {
    super(scope, id);
    this.setIdentifiers = { home: nameOf('vault', props, 'home'), away: nameOf('vault', props, 'away') };
    this.targets = props.targets;
    this.createRecords(this, props.hostedZoneId);
    (props.otherHostedZoneIds ?? []).forEach((zone, index) => {
      // The id of a zone that the stack itself creates is not known yet, and cannot be part of an address.
      this.createRecords(new Construct(this, Token.isUnresolved(zone) ? `zone-${index + 2}` : zone), zone);
    });
  }

  private createRecords(scope: Construct, hostedZoneId: string): void {
    for (const cluster of CLUSTER_NAMES) {
      this.createRecord(scope, cluster, cluster, hostedZoneId, 'A');
      if (this.targets[cluster].ipv6) this.createRecord(scope, `${cluster}-ipv6`, cluster, hostedZoneId, 'AAAA');
    }
  }

  private createRecord(
    scope: Construct,
    id: string,
    cluster: ClusterName,
    hostedZoneId: string,
    aliasType: 'A' | 'AAAA',
  ): void {
    const { dnsName, loadBalancerZoneId } = this.targets[cluster];
    const { provider, clientName, ttlSeconds, healthCheckIds } = this.props;
    new Route53Record(scope, id, {
      provider,
      zoneId: hostedZoneId,
      name: clientName,
      setIdentifier: this.setIdentifiers[cluster],
      weightedRoutingPolicy: { weight: FIRST_WEIGHTS[cluster] },
      ...(loadBalancerZoneId === undefined
        ? { type: 'CNAME', ttl: ttlSeconds ?? DEFAULT_TTL_SECONDS, records: [dnsName] }
        : { type: aliasType, alias: { name: dnsName, zoneId: loadBalancerZoneId, evaluateTargetHealth: false } }),
      ...(healthCheckIds && { healthCheckId: healthCheckIds[cluster] }),
      // An operation changes the weights. The next apply must not send clients back to the old primary.
      lifecycle: { ignoreChanges: ['weighted_routing_policy'] },
    });
  }

  /**
   * Lets a Lambda list the records of the zone and change those of the client name. Sets the variables with the zone,
   * the client name and the set identifiers. If the zone is in another account, the Lambda may assume the role there
   * instead, and the role needs `switchStatements`.
   */
  grantSwitch(lambda: FunctionGrantee): void {
    this.grant(lambda, this.switchStatements);
  }

  /** Lets a Lambda list the records of the zone, and sets the same variables. */
  grantRead(lambda: FunctionGrantee): void {
    this.grant(lambda, this.switchStatements.slice(0, 1));
  }

  private grant(lambda: FunctionGrantee, statements: readonly PolicyStatement[]): void {
    const { clientName, roleArn } = this.props;
    lambda.addEnvironment(DNS_ENV.hostedZoneIds, this.hostedZoneIds.join(','));
    lambda.addEnvironment(DNS_ENV.clientName, clientName);
    lambda.addEnvironment(DNS_ENV.homeSetIdentifier, this.setIdentifiers.home);
    lambda.addEnvironment(DNS_ENV.awaySetIdentifier, this.setIdentifiers.away);
    if (roleArn === undefined) {
      for (const statement of statements) lambda.allow(statement);
    } else {
      lambda.addEnvironment(DNS_ENV.roleArn, roleArn);
      lambda.allow({ Sid: 'AssumeZoneRole', Action: ['sts:AssumeRole'], Resource: [roleArn] });
    }
  }

  /** The permissions that reading the records and changing the weights takes. */
  get switchStatements(): readonly PolicyStatement[] {
    const { clientName, region } = this.props;
    return recordStatements({
      region,
      hostedZoneIds: this.hostedZoneIds,
      recordTypes: this.recordTypes(),
      names: [clientName.toLowerCase()],
    });
  }

  private get hostedZoneIds(): readonly string[] {
    const { hostedZoneId, otherHostedZoneIds = [] } = this.props;
    return [hostedZoneId, ...otherHostedZoneIds];
  }

  private recordTypes(): string[] {
    const targets = Object.values(this.targets);
    if (targets.every(({ loadBalancerZoneId }) => loadBalancerZoneId === undefined)) return ['CNAME'];
    return targets.some(({ ipv6 }) => ipv6) ? ['A', 'AAAA'] : ['A'];
  }
}
