import type { RDSClient } from '@aws-sdk/client-rds';
import type { AwsClients } from '../dr-operations/aws-clients';
import { createAwsClients } from '../dr-operations/aws-clients';
import type { OperationsConfig } from '../dr-operations/config';
import type { OpenPair } from '../dr-operations/dispatch';
import { postgres, type PostgresOptions } from '../dr-operations/replication/postgres';
import { selfFenceOf, withSelfFence } from '../dr-operations/replication/self-fence';
import { startClock } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import type { Log } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import type { PostgresSight } from './config';
import { closeDatabases, openDatabases, openRds } from './databases';
import { readPassword } from './password';

/** Created once per execution environment, so that connections are reused. */
export interface PostgresClients {
  readonly aws: AwsClients;
  readonly rds: Readonly<Record<ClusterName, RDSClient>>;
}

export const createPostgresClients = (operations: OperationsConfig): PostgresClients => ({
  aws: createAwsClients(operations),
  rds: openRds(operations),
});

/** @throws AwsError if the password cannot be read, ConfigError if it is malformed */
export async function openPostgresPair(
  { aws, rds }: PostgresClients,
  config: PostgresSight,
  { log, ...options }: { readonly log: Log } & Pick<PostgresOptions, 'stepDownToken'>,
): Promise<OpenPair> {
  const { operations, passwordArn } = config;
  const [vaultConfig, password] = await Promise.all([
    withClientCertificate(operations.vault),
    readPassword(aws.secrets, passwordArn),
  ]);
  const clock = startClock();
  const databases = openDatabases({ config, password, rds, clock });
  const vault = openVaultClients(vaultConfig);
  const own = postgres({ ...config, vault, databases, ...options });
  const replication = withSelfFence(own, selfFenceOf(aws.tables, operations));
  return {
    dependencies: { vault, aws, config: operations, clock, log, replication },
    close: async () => {
      closeVaultClients(vault);
      await closeDatabases(databases);
    },
  };
}
