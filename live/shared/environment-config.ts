import type { VaultDrMember, VaultDrProps } from 'cdktf-vault-dr';

/** One cluster of an environment's pair. The stack creates the provider of its region. */
export type ClusterConfig = Omit<VaultDrMember, 'provider'>;

/** Props of `VaultDr` that the stack creates from the values of the environment. */
type ProvidedByStack = 'home' | 'away' | 'witness' | 'dns' | 'vaultProvider' | 'outputs';

/**
 * Values of one environment: every prop of `VaultDr` that the stack does not provide, and the settings of the backend
 * and the providers. `environment-stack.ts` uses them.
 */
export interface EnvironmentConfig extends Omit<VaultDrProps, ProvidedByStack> {
  /**
   * Whether each change needs the approval of a person in `live/approvers.ts` who wrote no part of it. @default false
   */
  readonly needsApproval?: boolean;
  /** The only AWS account that may be changed, 12 digits. */
  readonly accountId: string;
  /** Bucket and AWS region of the Terraform state. The key of the state follows from the name of the environment. */
  readonly state: { readonly bucket: string; readonly region: string };
  /** The cluster that is primary on a normal day. */
  readonly home: ClusterConfig;
  /** The other cluster, the DR secondary on a normal day. */
  readonly away: ClusterConfig;
  /** AWS region of the third lease table. @default - no third table */
  readonly witnessRegion?: string;
  /** Access to the hosted zone, if it is in another account. @default - it is in the account of the environment */
  readonly dns?: {
    /** The account of the zone, 12 digits. */
    readonly accountId: string;
    /** Role that the Lambdas and the tool `vault-dr` assume. */
    readonly roleArn: string;
    /** Role that Terraform assumes to create the weighted records. */
    readonly deployRoleArn: string;
  };
  /** Address of the Vault in which Terraform creates policies and roles. @default - the client name, port 8200 */
  readonly vaultAddress?: string;
  /**
   * Begins the names of the two AWS-auth roles with which Terraform logs in to Vault: `<name>-plan` reads, and
   * `<name>-apply` writes. The mount has to exist. @default - the variable `VAULT_TOKEN` has a token
   */
  readonly vaultLoginRole?: string;
}
