/** One cluster of an environment's pair. */
export interface ClusterConfig {
  readonly region: string;
  /** `https://…` of the cluster itself. */
  readonly address: string;
  /** Name that the client name's CNAME leads to. @default - the host of `address` */
  readonly dnsName?: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The values of one environment. Wiring is in `environment-stack.ts`; only values differ between environments. */
export interface EnvironmentConfig {
  readonly environment: string;
  readonly identifier: string;
  /** The only AWS account that may be changed. */
  readonly accountId: string;
  /** Bucket and region of the Terraform state. The key is derived from the environment. */
  readonly state: { readonly bucket: string; readonly region: string };
  readonly clientName: string;
  readonly hostedZoneId: string;
  readonly home: ClusterConfig;
  readonly away: ClusterConfig;
  /** Address that Terraform applies Vault's policies and roles at. @default - the client name, port 8200 */
  readonly vaultAddress?: string;
  /** AWS-auth role that Terraform logs in to Vault with. @default - `VAULT_TOKEN` of the environment */
  readonly vaultLoginRole?: string;
  /** Make the AWS auth mount. @default false */
  readonly createAwsAuthMount?: boolean;
  /** PEM certificates of a private CA. @default - the system's roots */
  readonly caPem?: string;
  /** `ca_file` given when linking, a path on the Vault servers. @default - their system's roots */
  readonly linkCaFile?: string;
  readonly recordTtlSeconds?: number;
  /** Longest time for which a failover may lose writes without the operator's word. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /** How long a heartbeat counts as a sign of life. @default 12 */
  readonly heartbeatGraceSeconds?: number;
  /** Third region, for the lease alone. @default - none */
  readonly witnessRegion?: string;
  /** How often the DR operation token is made anew. @default 180 */
  readonly rotationMinutes?: number;
  /** Refuse to delete the journals. @default true */
  readonly deletionProtection?: boolean;
}
