import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import type { TerraformStack } from 'cdktf';
import {
  CommunityVaultDr,
  postgresReplication,
  rdsDatabase,
  selfRunDatabase,
  snapshotReplication,
  type PostgresDatabase,
  type PostgresPairProps,
  type SnapshotPairProps,
} from 'cdktf-vault-dr';
import { synthesise, validProps, type Providers, type Synthesised } from '../synthesise';

/** Props of a valid pair; a test changes what it is about. */
export function validCommunityProps(stack: TerraformStack, providers: Providers): SnapshotPairProps {
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
  change: (valid: SnapshotPairProps, providers: Providers) => SnapshotPairProps = (valid) => valid,
): Synthesised =>
  synthesise((stack, providers) => {
    new CommunityVaultDr(stack, 'community', change(validCommunityProps(stack, providers), providers));
  });

/** Servers of both clusters that the operations may empty. */
export const withDataPath =
  (dataPath: string) =>
  (valid: SnapshotPairProps): SnapshotPairProps => ({
    ...valid,
    home: { ...valid.home, nodes: { ...valid.home.nodes, dataPath } },
    away: { ...valid.away, nodes: { ...valid.away.nodes, dataPath } },
  });

const REGIONS = { home: 'eu-west-1', away: 'eu-central-1' } as const;
type Name = keyof typeof REGIONS;

const server = (name: Name) => ({
  host: `db-${name}.example.com`,
  database: 'bao',
  password: { secretArn: `arn:aws:secretsmanager:${REGIONS[name]}:111111111111:secret:db-a1b2c3` },
});
export const selfRun = (name: Name): PostgresDatabase => selfRunDatabase(server(name));
export const rds = (name: Name): PostgresDatabase =>
  rdsDatabase({ ...server(name), host: `bao.abc.${REGIONS[name]}.rds.amazonaws.com`, instance: `bao-${name}` });

/** Props of a valid pair on PostgreSQL; a test changes what it is about. */
export const validPostgresProps = (providers: Providers): PostgresPairProps => ({
  ...validProps(providers),
  replication: postgresReplication({ databases: { home: selfRun('home'), away: selfRun('away') } }),
});

/** The same with databases of RDS. */
export const withRds = (valid: PostgresPairProps): PostgresPairProps => ({
  ...valid,
  replication: postgresReplication({
    databases: { home: rds('home'), away: rds('away') },
    caPem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  }),
});

/** The same with a role in Vault. */
export const withStepDown = (valid: PostgresPairProps, stack: TerraformStack): PostgresPairProps => ({
  ...valid,
  awsAuth: { create: true },
  replication: {
    ...valid.replication,
    stepDown: {
      vaultProvider: new VaultProvider(stack, 'vault-pair', { alias: 'pair', address: 'https://vault.example.com' }),
    },
  },
});

/** Synthesises one pair on PostgreSQL. */
export const synthesisePostgres = (
  change: (valid: PostgresPairProps, stack: TerraformStack) => PostgresPairProps = (valid) => valid,
): Synthesised =>
  synthesise((stack, providers) => {
    new CommunityVaultDr(stack, 'community', change(validPostgresProps(providers), stack));
  });
