import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Fn, Token, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { invalidProps } from '../../private/errors';
import { nameOf, type DeploymentName, type Tagged } from '../../private/names';
import {
  HEALTH_PORT,
  healthChecks,
  LISTENER_PORTS,
  LISTENERS,
  NODE_PORTS,
  type HealthCheckSettings,
  type ListenerName,
  type NodeHealthCheck,
} from './health-checks';
import { validateLoadBalancerProps } from './validation';

/** Who may use a listener. */
export interface TrafficSources {
  /** IPv4 networks. @default [] */
  readonly cidrs?: readonly string[];
  /** Security groups. @default [] */
  readonly securityGroupIds?: readonly string[];
}

/** Props of `ClusterLoadBalancer`. */
export interface ClusterLoadBalancerProps extends DeploymentName, Tagged, HealthCheckSettings {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region of the provider. */
  readonly region: string;
  /** The VPC of the nodes. */
  readonly vpcId: string;
  /** At least three subnets, each in another availability zone. The nodes have to be in the same zones. */
  readonly subnetIds: readonly string[];
  /** Name of this cluster in DNS, e.g. `vault-home.example.com`. It is not the name that clients use. */
  readonly name: string;
  /** Route 53 hosted zone of the name. */
  readonly hostedZoneId: string;
  /** The provider of the account with the zone. @default - `provider` */
  readonly dnsProvider?: TerraformProvider;
  /** Security group of the nodes. The load balancer may reach only them, on the ports of Vault. */
  readonly nodeSecurityGroupId: string;
  /** Who may use each listener. A listener that is left out is used by nobody. */
  readonly sources: Readonly<Partial<Record<ListenerName, TrafficSources>>>;
  /** Whether AWS refuses to delete the load balancer. @default true */
  readonly deletionProtection?: boolean;
}

/** How long a node that leaves may finish its connections, seconds. */
const DEREGISTRATION_SECONDS = 15;

/**
 * An internal network load balancer for the nodes of one cluster, with a name of its own. TLS ends on the nodes. Its three listeners
 * lead to the same nodes and ask them different questions: 8200 for clients, 8210 for the CLI and the Lambdas, and 8201 for
 * replication.
 *
 * While no node is healthy, a listener uses all of them. So never build on `evaluate_target_health`.
 */
export class ClusterLoadBalancer extends Construct {
  /** ARN of the load balancer. */
  readonly arn: string;
  /** DNS name that AWS gave it, for an alias record. */
  readonly dnsName: string;
  /** Canonical hosted zone of the load balancer, for an alias record. */
  readonly zoneId: string;
  /** ARNs of the three target groups, in the order clients, management, cluster. The Auto Scaling group registers its nodes with them. */
  readonly targetGroupArns: readonly string[];
  /** Security group of the load balancer. The nodes let it in on 8200 and 8201. */
  readonly securityGroupId: string;
  /** `https://<name>:8210`, which reaches the cluster as primary and as DR secondary. */
  readonly managementAddress: string;
  /** `https://<name>:8201`, the address that a secondary calls. */
  readonly clusterAddress: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ClusterLoadBalancerProps,
  ) {
    super(scope, id);
    const problems = validateLoadBalancerProps(props);
    if (problems.length > 0) throw invalidProps('ClusterLoadBalancer', problems);
    const { provider, subnetIds, name, tags } = props;
    const group = this.createSecurityGroup();
    const balancer = new Lb(this, 'Resource', {
      provider,
      name: nameOf('vault', props),
      loadBalancerType: 'network',
      internal: true,
      subnets: [...subnetIds],
      securityGroups: [group.id],
      // Often only one node is healthy. Without this, the other zones would have none.
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: props.deletionProtection ?? true,
      tags,
    });
    const checks = healthChecks(props);
    this.targetGroupArns = LISTENERS.map((listener) => this.createListener(listener, balancer, checks[listener]));
    this.createRecord(balancer);
    this.arn = balancer.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.securityGroupId = group.id;
    this.managementAddress = `https://${name}:${LISTENER_PORTS.management}`;
    this.clusterAddress = `https://${name}:${LISTENER_PORTS.cluster}`;
  }

  private createSecurityGroup(): SecurityGroup {
    const { provider, vpcId, sources, nodeSecurityGroupId, tags } = this.props;
    const group = new SecurityGroup(this, 'security-group', {
      provider,
      vpcId,
      name: nameOf('vault-load-balancer', this.props),
      description: 'Load balancer of a Vault cluster',
      tags,
    });
    for (const listener of LISTENERS) {
      const port = LISTENER_PORTS[listener];
      const rules = new Construct(this, `from-${listener}`);
      const allow = (
        source: string,
        index: number,
        from: { cidrIpv4: string } | { referencedSecurityGroupId: string },
      ) =>
        // The value of a token is not known yet, and cannot be part of an address.
        new VpcSecurityGroupIngressRule(
          rules,
          Token.isUnresolved(source) ? `source-${index + 1}` : source.replace(/[./]/g, '-'),
          {
            provider,
            securityGroupId: group.id,
            description: `Uses the listener for ${listener}`,
            ipProtocol: 'tcp',
            fromPort: port,
            toPort: port,
            ...from,
            tags,
          },
        );
      const { cidrs = [], securityGroupIds = [] } = sources[listener] ?? {};
      cidrs.forEach((cidr, index) => allow(cidr, index, { cidrIpv4: cidr }));
      securityGroupIds.forEach((from, index) => allow(from, cidrs.length + index, { referencedSecurityGroupId: from }));
    }
    for (const port of new Set([HEALTH_PORT, ...Object.values(NODE_PORTS)])) {
      new VpcSecurityGroupEgressRule(this, `to-${port}`, {
        provider,
        securityGroupId: group.id,
        description: 'Reaches the nodes, and checks their health',
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        referencedSecurityGroupId: nodeSecurityGroupId,
        tags,
      });
    }
    return group;
  }

  /** @returns the ARN of the target group */
  private createListener(listener: ListenerName, balancer: Lb, check: NodeHealthCheck): string {
    const { provider, vpcId, environment, identifier, tags } = this.props;
    const port = LISTENER_PORTS[listener];
    const parts = new Construct(this, listener);
    const targets = new LbTargetGroup(parts, 'targets', {
      provider,
      name: nameOf('vault', { environment, identifier: `${identifier}-${port}` }),
      vpcId,
      targetType: 'instance',
      protocol: 'TCP',
      port: NODE_PORTS[listener],
      preserveClientIp: 'true',
      deregistrationDelay: String(DEREGISTRATION_SECONDS),
      connectionTermination: true,
      // Otherwise a client would keep its connection to a node that is no longer active.
      targetHealthState: [{ enableUnhealthyConnectionTermination: true }],
      healthCheck: {
        enabled: true,
        protocol: check.protocol,
        port: String(check.port),
        path: check.path,
        matcher: check.matcher,
        interval: check.intervalSeconds,
        timeout: check.timeoutSeconds,
        healthyThreshold: check.healthyThreshold,
        unhealthyThreshold: check.unhealthyThreshold,
      },
      tags,
    });
    new LbListener(parts, 'listener', {
      provider,
      loadBalancerArn: balancer.arn,
      port,
      protocol: 'TCP',
      defaultAction: [{ type: 'forward', targetGroupArn: targets.arn }],
      tags,
    });
    return targets.arn;
  }

  private createRecord(balancer: Lb): void {
    const { provider, dnsProvider = provider, hostedZoneId, name } = this.props;
    const zone = new DataAwsRoute53Zone(this, 'zone', { provider: dnsProvider, zoneId: hostedZoneId });
    new Route53Record(this, 'record', {
      provider: dnsProvider,
      zoneId: hostedZoneId,
      name,
      type: 'A',
      alias: { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: false },
      lifecycle: {
        precondition: [
          {
            // Terraform would append the name of the zone to such a name.
            condition: Token.asAny(Fn.endswith(`.${name}`, `.${Fn.trimsuffix(zone.name, '.')}`)),
            errorMessage: `The name ${name} is not in the hosted zone ${hostedZoneId}: give a name of that zone, or the zone of that name.`,
          },
        ],
      },
    });
  }
}
