import type { TerraformProvider } from 'cdktf';
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
  readonly loadBalancer?: { readonly dnsName: string; readonly zoneId: string };
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
export interface VaultDrProps {
  /** Lower-case letters, digits and dashes, e.g. `prod`; part of every name. */
  readonly environment: string;
  /** Tells two deployments of one environment apart; part of every name. */
  readonly identifier: string;
  /** The name that clients use, e.g. `vault.example.com`. */
  readonly clientName: string;
  /** Route 53 zone of the client name. */
  readonly hostedZoneId: string;
  /** The cluster that is primary on a normal day. */
  readonly home: VaultClusterProps;
  /** Its partner. */
  readonly away: VaultClusterProps;
  /** @default - the stack's only Vault provider */
  readonly vaultProvider?: TerraformProvider;
  /** Vault's AWS auth method. @default - the mount `aws` exists; its server id is the client name */
  readonly awsAuth?: AwsAuthOptions;
  /** Lifetime of the DR operation token, seconds; 3600 to 2764800. @default 28800 (8 hours) */
  readonly operationTokenTtlSeconds?: number;
  /** How often it is made anew, minutes; at most half of its lifetime. @default 180 (3 hours) */
  readonly rotationMinutes?: number;
  /** Rules of the DR operation token beyond what the engine calls, under `sys/replication/dr/`. @default [] */
  readonly extraOperationTokenRules?: readonly VaultPolicyRule[];
  /** PEM certificates that the Lambdas trust instead of the system's roots. @default - the system's roots */
  readonly caPem?: string;
  /** `ca_file` given when linking, a path on the Vault servers' disks. @default - their system's roots */
  readonly linkCaFile?: string;
  /** TTL of the client name's CNAMEs, seconds; 1 to 300. Unused with load balancers. @default 60 */
  readonly recordTtlSeconds?: number;
  /** Most WALs that the secondary may be behind before a switchover starts. @default 1000 */
  readonly maxLagWals?: number;
  /**
   * Longest time for which a failover may lose writes without the operator's word, seconds; 1 to 2592000.
   *
   * @default 3600 (1 hour)
   */
  readonly maxFailoverLagSeconds?: number;
  /**
   * How long a heartbeat counts as a sign of life, seconds; 6 to 120. Vault's clusters send one about every 5 s.
   *
   * @default 12
   */
  readonly heartbeatGraceSeconds?: number;
  /** Third table for the lease, which makes it a majority: one lost region then stops no planned operation. @default - none */
  readonly witness?: VaultWitnessProps;
  /** Limit on one operation, seconds; 120 to 900. @default 300 */
  readonly operationTimeoutSeconds?: number;
  /** Refuse to delete the journals. @default true */
  readonly deletionProtection?: boolean;
  /** @default 'arm64' */
  readonly architecture?: 'arm64' | 'x86_64';
  /** Lambda runtime, Node 22 or newer. @default 'nodejs22.x' */
  readonly runtime?: string;
  /** @default 365 */
  readonly logRetentionDays?: number;
  /** @default 'INFO' */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Permissions boundary of the Lambdas' roles. @default - none */
  readonly permissionsBoundaryArn?: string;
  /** Tags of every resource that takes tags. @default {} */
  readonly tags?: Readonly<Record<string, string>>;
  /** Add Terraform outputs to the stack. @default true */
  readonly outputs?: boolean;
}

/** Every default that is a number, once. */
export const DEFAULTS = {
  operationTokenTtlSeconds: 28_800,
  rotationMinutes: 180,
  operationTimeoutSeconds: 300,
} as const;
