import type { TerraformProvider } from 'cdktf';
import type { FunctionSettings } from './lambda/common-function-props';
import type { OperationTokenSettings } from './lambda/dr-operation-token-gen-function';
import type { OperationSettings } from './lambda/dr-operations-function';
import type { StoreSettings } from './regional-store';
import type { AwsAuthOptions } from './vault/aws-auth';
import type { VaultPolicyRule } from './vault/policy';

/** One cluster of the pair, and the region with its control plane. */
export interface VaultClusterProps {
  /** Address of the cluster itself, `https://…`; it has to reach the cluster as primary and as DR secondary. */
  readonly address: string;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** The AWS provider of that region. */
  readonly provider: TerraformProvider;
  /** Private subnets of the Lambdas; they need a way to Vault, to Route 53 and to the AWS APIs. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Name that the client name's CNAME leads to. @default - the host of `address` */
  readonly dnsName?: string;
  /** Load balancer that the client name leads to by ALIAS, instead of a CNAME; both clusters or neither. */
  readonly loadBalancer?: {
    readonly dnsName: string;
    /** Its canonical hosted zone. */
    readonly zoneId: string;
    /** It has IPv6 addresses as well: the client name then has AAAA records too. Both clusters or neither. @default false */
    readonly ipv6?: boolean;
  };
  /** `primary_cluster_addr` given at promotion, where port 8201 is behind a load balancer. @default - Vault's own */
  readonly clusterAddress?: string;
}

/** A third region, which has no cluster and keeps the lease alone. */
export interface VaultWitnessProps {
  /** AWS region, another one than the clusters'. */
  readonly region: string;
  /** The AWS provider of that region. */
  readonly provider: TerraformProvider;
}

/** Everything about one Vault DR pair. */
export interface VaultDrProps extends FunctionSettings, OperationSettings, OperationTokenSettings, StoreSettings {
  /** Lower-case letters, digits and dashes, e.g. `prod`; part of every name. */
  readonly environment: string;
  /** Tells two deployments of one environment apart; part of every name. */
  readonly identifier: string;
  /** Tags of every resource that takes tags. @default {} */
  readonly tags?: Readonly<Record<string, string>>;
  /** The name that clients use, e.g. `vault.example.com`. */
  readonly clientName: string;
  /** Route 53 zone of the client name. */
  readonly hostedZoneId: string;
  /** TTL of the client name's CNAMEs, seconds; 1 to 300. Unused with load balancers. @default 10 */
  readonly recordTtlSeconds?: number;
  /** The cluster that is primary on a normal day. */
  readonly home: VaultClusterProps;
  /** Its partner. */
  readonly away: VaultClusterProps;
  /** @default - the stack's only Vault provider */
  readonly vaultProvider?: TerraformProvider;
  /** Vault's AWS auth method. @default - the mount `aws` exists; its server id is the client name */
  readonly awsAuth?: AwsAuthOptions;
  /**
   * Blocks of addresses from which Vault takes the login of `auth` and the DR operation token: those of the Lambdas, and
   * of whoever runs the operator's tool with `--local`. Vault compares the address that it sees, perhaps a NAT's.
   *
   * @default - any
   */
  readonly boundCidrs?: readonly string[];
  /** Rules of the DR operation token beyond what the engine calls, under `sys/replication/dr/`. @default [] */
  readonly extraOperationTokenRules?: readonly VaultPolicyRule[];
  /**
   * Third table for the lease, which makes it a majority: the loss of one region then stops no planned operation.
   *
   * @default - none
   */
  readonly witness?: VaultWitnessProps;
  /** Add Terraform outputs to the stack. @default true */
  readonly outputs?: boolean;
}
