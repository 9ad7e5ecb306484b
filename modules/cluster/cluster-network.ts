import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Token, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';
import { LISTENER_PORTS, NODE_PORTS } from './load-balancer/health-checks';

/** Props of `ClusterNetwork`. */
export interface ClusterNetworkProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** The VPC of the nodes and of the Lambdas of `VaultDr`. */
  readonly vpcId: string;
  /** IPv4 networks of the partner: the nodes and the Lambdas call its load balancer on 8201 and 8210. @default [] */
  readonly peerCidrs?: readonly string[];
  /** IPv4 networks of the AWS APIs, which the nodes and the Lambdas call on 443. @default ['0.0.0.0/0'] */
  readonly apiCidrs?: readonly string[];
}

/** Where a rule leads to, or comes from. */
type Side = { readonly cidrIpv4: string } | { readonly referencedSecurityGroupId: string };

const HTTPS = 443;
/** Ports of a node. */
const PORTS = [...new Set(Object.values(NODE_PORTS))];

const DESCRIPTIONS: ReadonlyMap<number, string> = new Map([
  [HTTPS, 'APIs of AWS'],
  ...Object.values(LISTENER_PORTS).map((port): [number, string] => [port, `Vault, port ${port}`]),
]);

/**
 * The security groups of the nodes and of the Lambdas of `VaultDr`. A node is reached by the load balancer and by the
 * other nodes, and by nothing else. Nothing opens SSH.
 */
export class ClusterNetwork extends Construct {
  /** Security group of the nodes. */
  readonly nodeSecurityGroupId: string;
  /** Security group of the Lambdas of `VaultDr`. */
  readonly lambdaSecurityGroupId: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ClusterNetworkProps,
  ) {
    super(scope, id);
    const { peerCidrs = [], apiCidrs = ['0.0.0.0/0'] } = props;
    this.nodeSecurityGroupId = this.createGroup('nodes', 'Nodes of a Vault cluster');
    this.lambdaSecurityGroupId = this.createGroup('lambdas', 'Lambdas that operate a Vault cluster');
    const peers = [LISTENER_PORTS.cluster, LISTENER_PORTS.management];
    for (const port of PORTS) {
      this.allowIn(`from-nodes-${port}`, port, { referencedSecurityGroupId: this.nodeSecurityGroupId });
      this.allowOut('nodes', `to-nodes-${port}`, port, { referencedSecurityGroupId: this.nodeSecurityGroupId });
    }
    for (const from of ['nodes', 'lambdas'] as const) {
      this.allowOutTo(from, 'to-aws', [HTTPS], apiCidrs);
      this.allowOutTo(from, 'to-peers', from === 'nodes' ? peers : [LISTENER_PORTS.management], peerCidrs);
    }
  }

  /** Lets the load balancer reach the nodes, and the Lambdas reach the load balancer. */
  connectLoadBalancer(securityGroupId: string): void {
    for (const port of PORTS) {
      this.allowIn(`from-load-balancer-${port}`, port, { referencedSecurityGroupId: securityGroupId });
    }
    const port = LISTENER_PORTS.management;
    this.allowOut('lambdas', 'to-load-balancer', port, { referencedSecurityGroupId: securityGroupId });
    new VpcSecurityGroupIngressRule(this, 'load-balancer-from-lambdas', {
      ...this.rule(port),
      securityGroupId,
      referencedSecurityGroupId: this.lambdaSecurityGroupId,
    });
  }

  /**
   * Lets the Lambdas use the port of the clients, which leads to the active node, here and at the partner. Who may use it is a
   * matter of the load balancer.
   */
  allowClientsPort(loadBalancerSecurityGroupId: string): void {
    const port = LISTENER_PORTS.clients;
    if (this.node.tryFindChild(`lambdas-to-load-balancer-${port}`)) return;
    this.allowOut('lambdas', `to-load-balancer-${port}`, port, {
      referencedSecurityGroupId: loadBalancerSecurityGroupId,
    });
    this.allowOutTo('lambdas', 'to-peers', [port], this.props.peerCidrs ?? []);
  }

  /** Lets the nodes and the Lambdas reach a storage that is neither theirs nor of AWS. */
  allowStorage({ port, cidrs }: { readonly port: number; readonly cidrs: readonly string[] }): void {
    for (const from of ['nodes', 'lambdas'] as const) this.allowOutTo(from, 'to-storage', [port], cidrs);
  }

  private createGroup(of: 'nodes' | 'lambdas', description: string): string {
    const { provider, vpcId, tags } = this.props;
    const name = nameOf(`vault-${of}`, this.props);
    return new SecurityGroup(this, of, { provider, vpcId, name, description, tags }).id;
  }

  private allowIn(id: string, port: number, from: Side): void {
    new VpcSecurityGroupIngressRule(this, `nodes-${id}`, {
      ...this.rule(port),
      securityGroupId: this.nodeSecurityGroupId,
      ...from,
    });
  }

  private allowOut(of: 'nodes' | 'lambdas', id: string, port: number, to: Side): void {
    new VpcSecurityGroupEgressRule(this, `${of}-${id}`, {
      ...this.rule(port),
      securityGroupId: of === 'nodes' ? this.nodeSecurityGroupId : this.lambdaSecurityGroupId,
      ...to,
    });
  }

  private allowOutTo(of: 'nodes' | 'lambdas', id: string, ports: readonly number[], cidrs: readonly string[]): void {
    for (const port of ports) {
      cidrs.forEach((cidrIpv4, index) => {
        // The value of a token is not known yet, and cannot be part of an address.
        const network = Token.isUnresolved(cidrIpv4) ? `network-${index + 1}` : cidrIpv4.replace(/[./]/g, '-');
        this.allowOut(of, `${id}-${port}-${network}`, port, { cidrIpv4 });
      });
    }
  }

  private rule(port: number) {
    const { provider, tags } = this.props;
    return {
      provider,
      description: DESCRIPTIONS.get(port) ?? `Storage, port ${port}`,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      tags,
    };
  }
}
