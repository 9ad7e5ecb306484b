import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';
import { CLUSTER_NAMES, DNS_ENV, type ClusterName } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import { nameOf, partitionOf, type DeploymentName } from '../private/names';
import type { RegionProps } from '../private/region';

/** Target of a weighted record: a DNS name (CNAME) or a load balancer (ALIAS). */
export interface RecordTarget {
  /** DNS name of the cluster or of its load balancer. */
  readonly dnsName: string;
  /** Canonical hosted zone of the load balancer. With it the record is an ALIAS. @default - the record is a CNAME */
  readonly loadBalancerZoneId?: string;
  /** Whether the load balancer also has IPv6 addresses. Adds an AAAA record. Only for an ALIAS. @default false */
  readonly ipv6?: boolean;
}

/** Props of {@link WeightedRecords}. The ARN of the hosted zone is in the partition of the region. */
export interface WeightedRecordsProps extends DeploymentName, RegionProps {
  /** Id of the Route 53 hosted zone of the client name. */
  readonly hostedZoneId: string;
  /** DNS name that clients use. */
  readonly clientName: string;
  /** Target of each cluster's record. */
  readonly targets: Readonly<Record<ClusterName, RecordTarget>>;
  /** TTL of both CNAMEs, seconds; Route 53 requires the same TTL for both. Not used for ALIAS records. @default 10 */
  readonly ttlSeconds?: number;
}

/** At first all traffic goes to `home`. After the first apply, only the Lambdas change the weights. */
const FIRST_WEIGHTS: Readonly<Record<ClusterName, number>> = { home: 255, away: 0 };
/** Short, because a client that has cached the name stays with the old cluster until the TTL ends. */
const DEFAULT_TTL_SECONDS = 10;

/** The weighted records of the client name: one per cluster, or two for load balancers with IPv6 addresses. */
export class WeightedRecords extends Construct {
  /** Set identifier of each cluster's records. */
  readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
  /** Target of each cluster's records. */
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
      // After a failover the weights differ from these. The next apply must not send clients back.
      lifecycle: { ignoreChanges: ['weighted_routing_policy'] },
    });
  }

  /**
   * Allows a Lambda to read the zone and to change only these records. Sets the variables with the zone, the client
   * name and the set identifiers.
   */
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
    // The id of a change is known only after the change was requested.
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
