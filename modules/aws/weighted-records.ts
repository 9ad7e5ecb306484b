import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { CLUSTER_NAMES, DNS_ENV, type ClusterName } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import { nameOf, partitionOf, type DeploymentName } from '../private/names';

/** Where a weighted record leads: to a name (CNAME), or to a load balancer (ALIAS). */
export interface RecordTarget {
  /** Name of the cluster itself. */
  readonly dnsName: string;
  /** Canonical hosted zone of the load balancer; makes the record an ALIAS. @default - a CNAME */
  readonly loadBalancerZoneId?: string;
  /** The load balancer has IPv6 addresses as well: adds an AAAA record. Only for an ALIAS. @default false */
  readonly ipv6?: boolean;
}

export interface WeightedRecordsProps extends DeploymentName {
  readonly provider: TerraformProvider;
  readonly hostedZoneId: string;
  /** The name that clients use. */
  readonly clientName: string;
  readonly targets: Readonly<Record<ClusterName, RecordTarget>>;
  /** TTL of both CNAMEs, seconds: Route 53 wants one TTL in a set. Unused for ALIAS. @default 10 */
  readonly ttlSeconds?: number;
  /** Partition of the hosted zone's ARN is taken from this region. */
  readonly region: string;
}

/** All traffic to home on the first day. From then on the weights belong to the running system. */
const FIRST_WEIGHTS: Readonly<Record<ClusterName, number>> = { home: 255, away: 0 };
/** Short, because a client that has cached the name does not move before the TTL is over. */
const DEFAULT_TTL_SECONDS = 10;

/** The two weighted records of the client name. */
export class WeightedRecords extends Construct {
  /** Set identifiers of the two records. */
  readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
  /** Where each of them leads. */
  readonly targets: Readonly<Record<ClusterName, RecordTarget>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WeightedRecordsProps,
  ) {
    super(scope, id);
    this.setIdentifiers = { home: nameOf('vault', props, 'home'), away: nameOf('vault', props, 'away') };
    this.targets = props.targets;
    for (const cluster of CLUSTER_NAMES) {
      this.createRecord(cluster, cluster, props.targets[cluster], 'A');
      if (props.targets[cluster].ipv6) this.createRecord(`${cluster}-ipv6`, cluster, props.targets[cluster], 'AAAA');
    }
  }

  private createRecord(
    id: string,
    cluster: ClusterName,
    { dnsName, loadBalancerZoneId }: RecordTarget,
    aliasType: 'A' | 'AAAA',
  ): void {
    const { provider, hostedZoneId, clientName, ttlSeconds } = this.props;
    new Route53Record(this, id, {
      provider,
      zoneId: hostedZoneId,
      name: clientName,
      setIdentifier: this.setIdentifiers[cluster],
      weightedRoutingPolicy: { weight: FIRST_WEIGHTS[cluster] },
      ...(loadBalancerZoneId === undefined
        ? { type: 'CNAME', ttl: ttlSeconds ?? DEFAULT_TTL_SECONDS, records: [dnsName] }
        : { type: aliasType, alias: { name: dnsName, zoneId: loadBalancerZoneId, evaluateTargetHealth: false } }),
      // A failover's weights are not drift: the next apply must not send clients back.
      lifecycle: { ignoreChanges: ['weighted_routing_policy'] },
    });
  }

  /** Lets a Lambda read and change these two records and nothing else in the zone, and tells it which they are. */
  grantSwitch(lambda: FunctionGrantee): void {
    const { hostedZoneId, clientName, region } = this.props;
    const partition = partitionOf(region);
    const zoneArn = `arn:${partition}:route53:::hostedzone/${hostedZoneId}`;
    lambda.addEnvironment(DNS_ENV.hostedZoneId, hostedZoneId);
    lambda.addEnvironment(DNS_ENV.clientName, clientName);
    lambda.addEnvironment(DNS_ENV.homeSetIdentifier, this.setIdentifiers.home);
    lambda.addEnvironment(DNS_ENV.awaySetIdentifier, this.setIdentifiers.away);
    lambda.allow({ Sid: 'ReadRecords', Action: ['route53:ListResourceRecordSets'], Resource: [zoneArn] });
    lambda.allow({
      Sid: 'ChangeWeights',
      Action: ['route53:ChangeResourceRecordSets'],
      Resource: [zoneArn],
      Condition: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [clientName.toLowerCase()],
          'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
          'route53:ChangeResourceRecordSetsRecordTypes': this.recordTypes(),
        },
      },
    });
    // Changes have no owner: their ids are not known before.
    lambda.allow({
      Sid: 'ReadChange',
      Action: ['route53:GetChange'],
      Resource: [`arn:${partition}:route53:::change/*`],
    });
  }

  private recordTypes(): string[] {
    const targets = Object.values(this.targets);
    if (targets.every(({ loadBalancerZoneId }) => loadBalancerZoneId === undefined)) return ['CNAME'];
    return targets.some(({ ipv6 }) => ipv6) ? ['A', 'AAAA'] : ['A'];
  }
}
