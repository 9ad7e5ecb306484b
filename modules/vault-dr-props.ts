import type { TerraformProvider } from 'cdktf';
import type { DrillSettings } from './drill/drill-settings';
import type { FunctionSettings, VaultClientCertificate } from './lambda/common-function-props';
import type { OperationTokenSettings } from './lambda/dr-operation-token-gen-function';
import type { OperationSettings } from './lambda/dr-operations-function';
import type { StoreSettings } from './regional-store';
import type { TrafficSettings } from './traffic/traffic-settings';
import type { AwsAuthOptions } from './vault/aws-auth';
import type { VaultPolicyRule } from './vault/policy';
import type { WatchSettings } from './watch/watch';

/** One cluster of the pair, and the region of its Lambdas. */
export interface VaultDrMember {
  /**
   * Address of the cluster itself, `https://…`, not the client name. It has to reach the cluster as primary and as DR
   * secondary.
   */
  readonly address: string;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** The AWS provider of that region. */
  readonly provider: TerraformProvider;
  /** Private subnets of the Lambdas, with a route to Vault, Route 53 and the AWS APIs. */
  readonly subnetIds: readonly string[];
  /** Security groups of the Lambdas. */
  readonly securityGroupIds: readonly string[];
  /** Target of the client name's CNAME. @default - the host of `address` */
  readonly dnsName?: string;
  /** Target of the client name's ALIAS. Give it for both clusters or for neither. @default - the record is a CNAME */
  readonly loadBalancer?: VaultLoadBalancer;
  /**
   * `primary_cluster_addr` at promotion, needed if port 8201 is behind a load balancer.
   *
   * @default - the address that Vault has in its configuration
   */
  readonly clusterAddress?: string;
  /**
   * Certificate with which the Lambdas of this region identify themselves to both clusters, if the listeners ask for one. Give
   * it for both clusters or for neither.
   *
   * @default - none
   */
  readonly clientCertificate?: VaultClientCertificate;
}

/** The load balancer of one cluster. */
export interface VaultLoadBalancer {
  /** DNS name of the load balancer. */
  readonly dnsName: string;
  /** Its canonical hosted zone. */
  readonly zoneId: string;
  /**
   * Whether it also has IPv6 addresses. If so, the client name gets AAAA records too. Set it for both clusters or for
   * neither.
   *
   * @default false
   */
  readonly ipv6?: boolean;
}

/** A third region. It has no cluster, and its table holds only the lease. */
export interface VaultWitnessProps {
  /** AWS region, another one than those of the clusters. */
  readonly region: string;
  /** The AWS provider of that region. */
  readonly provider: TerraformProvider;
}

/** Access to a hosted zone in another AWS account. */
export interface VaultDnsProps {
  /** The AWS provider of that account, with which Terraform creates the weighted records. */
  readonly provider: TerraformProvider;
  /**
   * IAM role of that account, which the Lambdas and the tool `vault-dr` assume to read the records and to change the
   * weights. It has to exist; docs/zone-in-another-account.md has its policies.
   */
  readonly roleArn: string;
}

/** Props of `VaultDr`. */
export interface VaultDrProps extends FunctionSettings, OperationSettings, OperationTokenSettings, StoreSettings {
  /** The DNS name that clients use, e.g. `vault.example.com`. */
  readonly clientName: string;
  /** Route 53 hosted zone of the client name. */
  readonly hostedZoneId: string;
  /**
   * Further zones that have the client name, such as the private zone beside a public one. Each gets the same records, and
   * an operation changes all of them. A zone in another account needs the same account and role as `hostedZoneId`.
   *
   * @default []
   */
  readonly otherHostedZoneIds?: readonly string[];
  /** Access to the hosted zone, if it is in another account. @default - it is in the account of the pair */
  readonly dns?: VaultDnsProps;
  /** TTL of the client name's CNAMEs, seconds; 1 to 300. An ALIAS has none. @default 10 */
  readonly recordTtlSeconds?: number;
  /** How clients follow a promotion while the control plane of Route 53 is down. @default - they wait until it is back */
  readonly traffic?: TrafficSettings;
  /** The cluster that is primary on a normal day. */
  readonly home: VaultDrMember;
  /** The other cluster. */
  readonly away: VaultDrMember;
  /** The Vault provider. @default - the only Vault provider of the stack */
  readonly vaultProvider?: TerraformProvider;
  /** Vault's AWS auth method. @default - the mount `aws` exists, and its server id is the client name */
  readonly awsAuth?: AwsAuthOptions;
  /**
   * CIDR blocks from which Vault accepts a login of `auth`, the DR operation token and the break-glass token. They have
   * to contain the addresses of the Lambdas, and of everyone who runs `vault-dr` with `--local` or `vault-dr break-glass`,
   * as Vault sees them: behind a NAT that is the address of the NAT.
   *
   * @default - all addresses
   */
  readonly boundCidrs?: readonly string[];
  /** Further rules of the DR operation token's policy. Each path begins with `sys/replication/dr/`. @default [] */
  readonly extraOperationTokenRules?: readonly VaultPolicyRule[];
  /**
   * A third region with a table that holds only the lease. Planned operations then work while one region is lost. With
   * `automatic`, a Lambda of that region also watches the region of home.
   *
   * @default - none
   */
  readonly witness?: VaultWitnessProps;
  /**
   * The watch of each region: a Lambda that looks at the pair once a minute, alarms, two notifications and a dashboard.
   * `false` leaves all of it out.
   *
   * @default - all of it, with a topic of its own
   */
  readonly watch?: WatchSettings | false;
  /** The target of the drills, and whether they begin by themselves. @default - by hand, with a target of 120 s */
  readonly drill?: DrillSettings;
  /**
   * Whether each region sends operations, steps, changes of roles and pauses to its default event bus, as docs/events.md says.
   * It costs next to nothing.
   *
   * @default true
   */
  readonly events?: boolean;
  /** Whether to add Terraform outputs to the stack. The tool `vault-dr` reads them. @default true */
  readonly outputs?: boolean;
  /**
   * Whether each region has SSM parameters with the settings of the tool `vault-dr`, so that it finds the pair without
   * the outputs. They contain no secret.
   *
   * @default true
   */
  readonly operatorParameters?: boolean;
}
