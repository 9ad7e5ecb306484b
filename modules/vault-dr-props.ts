import type { TerraformProvider } from 'cdktf';
import type { FunctionSettings } from './lambda/common-function-props';
import type { OperationTokenSettings } from './lambda/dr-operation-token-gen-function';
import type { OperationSettings } from './lambda/dr-operations-function';
import type { RegionProps } from './private/region';
import type { StoreSettings } from './regional-store';
import type { AwsAuthOptions } from './vault/aws-auth';
import type { VaultPolicyRule } from './vault/policy';

/** One cluster of the pair, and the region of its control plane. */
export interface VaultClusterProps extends RegionProps {
  /**
   * Address of the cluster itself, `https://host:port`; not the client name. It has to reach the cluster in both roles,
   * as primary and as DR secondary.
   */
  readonly address: string;
  /** Private subnets of the Lambdas, with a route to Vault, to Route 53 and to the other AWS APIs. */
  readonly subnetIds: readonly string[];
  /** Security groups of the Lambdas, at least one. */
  readonly securityGroupIds: readonly string[];
  /** Target of the client name's CNAME. @default - the host of `address` */
  readonly dnsName?: string;
  /**
   * Load balancer of the cluster. The client name then has ALIAS records. Both clusters have one, or neither.
   *
   * @default - the client name has CNAMEs
   */
  readonly loadBalancer?: {
    /** DNS name of the load balancer. */
    readonly dnsName: string;
    /** Canonical hosted zone of the load balancer. */
    readonly zoneId: string;
    /**
     * Whether the load balancer also has IPv6 addresses. The client name then has AAAA records too. Must be the same
     * for both clusters.
     *
     * @default false
     */
    readonly ipv6?: boolean;
  };
  /**
   * `primary_cluster_addr` given at promotion, `https://host:port`. Needed where port 8201 is behind a load balancer.
   *
   * @default - the address that Vault itself reports
   */
  readonly clusterAddress?: string;
}

/** A third region, without a cluster. It keeps only a copy of the lease. Its region must not be that of a cluster. */
export type VaultWitnessProps = RegionProps;

/** Everything about one Vault DR pair. */
export interface VaultDrProps extends FunctionSettings, OperationSettings, OperationTokenSettings, StoreSettings {
  /** DNS name that clients use, for example `vault.example.com`; without a dot at the end. */
  readonly clientName: string;
  /** Id of the Route 53 hosted zone of the client name. */
  readonly hostedZoneId: string;
  /** TTL of the client name's CNAMEs, seconds; 1 to 300. Not used with load balancers. @default 10 */
  readonly recordTtlSeconds?: number;
  /** The cluster that is primary on a normal day. */
  readonly home: VaultClusterProps;
  /** The other cluster, the DR secondary on a normal day. */
  readonly away: VaultClusterProps;
  /** Vault provider that creates the policies and roles. @default - the only Vault provider of the stack */
  readonly vaultProvider?: TerraformProvider;
  /** Vault's AWS auth method. @default - the existing mount `aws`; its server id is the client name */
  readonly awsAuth?: AwsAuthOptions;
  /**
   * CIDR blocks from which Vault accepts the login of `auth` and the DR operation token. They have to include the
   * Lambdas and everyone who runs the operator's tool with `--local`. Vault compares the source address that it sees,
   * which may be that of a NAT gateway.
   *
   * @default - any address
   */
  readonly boundCidrs?: readonly string[];
  /**
   * Rules of the DR operation token in addition to those of the engine. Paths are under `sys/replication/dr/`.
   *
   * @default []
   */
  readonly extraOperationTokenRules?: readonly VaultPolicyRule[];
  /**
   * Third table for the lease. Two of the three tables are then enough, so the loss of one region stops no planned
   * operation.
   *
   * @default - no third table
   */
  readonly witness?: VaultWitnessProps;
  /** Whether to add Terraform outputs to the stack. @default true */
  readonly outputs?: boolean;
}
