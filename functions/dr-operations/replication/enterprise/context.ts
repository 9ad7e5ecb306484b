import type { ClusterName } from '../../../shared/contract';
import type { VaultClients } from '../../../shared/vault-config';
import type { StepContext } from '../../execute/context';

/** What the calls of Vault's replication API need. */
export interface EnterpriseOptions {
  readonly vault: VaultClients;
  /** `primary_cluster_addr` for a promotion; `undefined`: Vault's own. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
  /** `ca_file` for linking, a path on the Vault servers. */
  readonly linkCaFile: string | undefined;
}

export type EnterpriseContext = StepContext & EnterpriseOptions;
