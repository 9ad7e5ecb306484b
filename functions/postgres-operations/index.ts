import { LambdaClient } from '@aws-sdk/client-lambda';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { Context } from 'aws-lambda';
import { invokeAuth } from '../dr-operation-token-gen/invoke-auth';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import { dispatch, parseCall, type CallResult, type OpenPair } from '../dr-operations/dispatch';
import { postgres, type PostgresOptions } from '../dr-operations/replication/postgres';
import { selfFenceOf, withSelfFence } from '../dr-operations/replication/self-fence';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { parsePostgresConfig, type PostgresConfig } from './config';
import { closeDatabases, openDatabases, openRds } from './databases';
import { readPassword } from './password';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 5_000, maxAttempts: 1 }),
);
let clients: Clients | undefined;

interface Clients {
  readonly aws: AwsClients;
  readonly rds: Readonly<Record<ClusterName, RDSClient>>;
}

/**
 * Runs one operation on a pair of Vault Community or OpenBao clusters whose storage is in PostgreSQL: the engine of
 * `dr-operations` with a streaming replica. Nothing begins by itself here.
 *
 * @throws VaultDrError if nothing was changed. After a change, the result says what happened (`outcome: "partial"`)
 */
export const handler = async (raw: unknown, context: Context): Promise<CallResult> => {
  logger.addContext(context);
  const call = parseCall(raw);
  const config = parsePostgresConfig(process.env);
  const { operations } = config;
  const opened = (clients ??= { aws: createAwsClients(operations), rds: openRds(operations) });
  return dispatch(call, {
    aws: opened.aws,
    config: operations,
    open: () => open(opened, config),
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};

async function open({ aws, rds }: Clients, config: PostgresConfig): Promise<OpenPair> {
  const { operations, passwordArn } = config;
  const [vaultConfig, password] = await Promise.all([
    withClientCertificate(operations.vault),
    readPassword(aws.secrets, passwordArn),
  ]);
  const clock = startClock();
  const databases = openDatabases({ config, password, rds, clock });
  const vault = openVaultClients(vaultConfig);
  const own = postgres({ ...config, vault, databases, ...withStepDown(config) });
  const replication = withSelfFence(own, selfFenceOf(aws.tables, operations));
  return {
    dependencies: { vault, aws, config: operations, clock, log: logger, replication },
    close: async () => {
      closeVaultClients(vault);
      await closeDatabases(databases);
    },
  };
}

const withStepDown = ({ login }: PostgresConfig): Pick<PostgresOptions, 'stepDownToken'> =>
  login
    ? {
        stepDownToken: async (cluster) =>
          (await invokeAuth(lambda, login.functionArn, { role: login.role, cluster })).token,
      }
    : {};
