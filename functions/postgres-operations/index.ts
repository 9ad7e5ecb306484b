import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { invokeAuth } from '../dr-operation-token-gen/invoke-auth';
import { dispatch, parseCall, type CallResult } from '../dr-operations/dispatch';
import type { PostgresOptions } from '../dr-operations/replication/postgres';
import { awsClientConfig } from '../shared/aws';
import { createLogger } from '../shared/log';
import { parsePostgresConfig, type PostgresConfig } from './config';
import { createPostgresClients, openPostgresPair, type PostgresClients } from './open-pair';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 5_000, maxAttempts: 1 }),
);
let clients: PostgresClients | undefined;

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
  const opened = (clients ??= createPostgresClients(operations));
  return dispatch(call, {
    aws: opened.aws,
    config: operations,
    open: () => openPostgresPair(opened, config, { log: logger, ...withStepDown(config) }),
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};

const withStepDown = ({ login }: PostgresConfig): Pick<PostgresOptions, 'stepDownToken'> =>
  login
    ? {
        stepDownToken: async (cluster) =>
          (await invokeAuth(lambda, login.functionArn, { role: login.role, cluster })).token,
      }
    : {};
