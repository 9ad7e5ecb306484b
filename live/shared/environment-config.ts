import type { VaultClusterProps, VaultDrProps } from 'cdktf-vault-dr';

/** One cluster of an environment's pair. The stack makes the provider of its region. */
export type ClusterConfig = Omit<VaultClusterProps, 'provider'>;

/** What the stack makes itself, from the values of the environment. */
type ProvidedByStack = 'home' | 'away' | 'witness' | 'vaultProvider' | 'outputs';

/**
 * The values of one environment: every prop of `VaultDr` that the stack does not provide, and what only an environment
 * knows. The wiring is in `environment-stack.ts`.
 */
export interface EnvironmentConfig extends Omit<VaultDrProps, ProvidedByStack> {
  /** The only AWS account that may be changed. */
  readonly accountId: string;
  /** Bucket and region of the Terraform state. The key follows from the environment's name. */
  readonly state: { readonly bucket: string; readonly region: string };
  readonly home: ClusterConfig;
  readonly away: ClusterConfig;
  /** Third region, for the lease alone. @default - none */
  readonly witnessRegion?: string;
  /** Address at which Terraform applies Vault's policies and roles. @default - the client name, port 8200 */
  readonly vaultAddress?: string;
  /** AWS-auth role by which Terraform logs in to Vault. @default - `VAULT_TOKEN` of the environment */
  readonly vaultLoginRole?: string;
}
