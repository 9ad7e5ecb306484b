import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import type { TerraformStack } from 'cdktf';
import { CommunityVaultDr, snapshotReplication, type CommunityVaultDrProps } from 'cdktf-vault-dr';
import { synthesise, validProps, type Providers, type Synthesised } from '../synthesise';

/** Props of a valid pair; a test changes what it is about. */
export function validCommunityProps(stack: TerraformStack, providers: Providers): CommunityVaultDrProps {
  const { home, away, ...common } = validProps(providers);
  const vault = (alias: string, address: string): VaultProvider =>
    new VaultProvider(stack, `vault-${alias}`, { alias, address });
  return {
    ...common,
    replication: snapshotReplication(),
    home: {
      ...home,
      nodes: { tagKey: 'vault-cluster', tagValue: 'vault-test-home' },
      vaultProvider: vault('home', home.address),
    },
    away: {
      ...away,
      nodes: { tagKey: 'vault-cluster', tagValue: 'vault-test-away' },
      vaultProvider: vault('away', away.address),
    },
  };
}

/** Synthesises one pair. */
export const synthesiseCommunity = (
  change: (valid: CommunityVaultDrProps, providers: Providers) => CommunityVaultDrProps = (valid) => valid,
): Synthesised =>
  synthesise((stack, providers) => {
    new CommunityVaultDr(stack, 'community', change(validCommunityProps(stack, providers), providers));
  });

/** Servers of both clusters that the operations may empty. */
export const withDataPath =
  (dataPath: string) =>
  (valid: CommunityVaultDrProps): CommunityVaultDrProps => ({
    ...valid,
    home: { ...valid.home, nodes: { ...valid.home.nodes, dataPath } },
    away: { ...valid.away, nodes: { ...valid.away.nodes, dataPath } },
  });
