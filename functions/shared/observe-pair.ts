import { observeCluster, type ClusterObservation } from './cluster-observation';
import type { ClusterName } from './contract';
import { closeVaultClients, openVaultClients, type VaultConfig } from './vault-config';

/** Looks at both clusters in parallel, over connections of its own. */
export async function observePair(config: VaultConfig): Promise<Record<ClusterName, ClusterObservation>> {
  const clients = openVaultClients(config);
  try {
    const [home, away] = await Promise.all([
      observeCluster(clients.home, config.probeTimeoutMs),
      observeCluster(clients.away, config.probeTimeoutMs),
    ]);
    return { home, away };
  } finally {
    closeVaultClients(clients);
  }
}
