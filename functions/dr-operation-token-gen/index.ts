import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { awsClientConfig } from '../shared/aws';
import { VaultDrError } from '../shared/errors';
import { createLogger } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { parseTokenGenConfig } from './config';
import type { TokenGenCheckResult, TokenGenResult, WrittenToken } from './contract';
import { invokeAuth } from './invoke-auth';
import { writeToken } from './write-token';

const logger = createLogger();
const secrets = new SecretsManagerClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 5000, maxAttempts: 3 }),
);
// The limit of one attempt is longer than a login. A retry would only log in again.
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 2 }),
);

/** The event of the schedule has other fields. */
const CHECK = v.object({ dryRun: v.literal(true) });

/**
 * Writes a new DR operation token to its secret of this region, by schedule and on demand, and then a new break-glass
 * token. The previous tokens stay valid until they expire, so that a rotation disturbs no operation.
 * `{"dryRun": true}` only checks the login.
 *
 * @throws ConfigError, LoginError, VaultResponseError, AwsError; both secrets then keep their values
 */
export const handler = async (event: unknown, context: Context): Promise<TokenGenResult | TokenGenCheckResult> => {
  logger.addContext(context);
  const config = parseTokenGenConfig(process.env);
  const { cluster, token: loginToken } = await invokeAuth(lambda, config.authFunctionArn, { role: config.authRole });
  if (v.is(CHECK, event)) return { cluster, dryRun: true };

  const clients = openVaultClients(await withClientCertificate(config.vault));
  const options = { vault: clients[cluster], loginToken, secrets, rotationMinutes: config.rotationMinutes };
  const { operation, breakGlass } = config;
  try {
    const written = { cluster, ...(await writeToken(operation, options)) };
    if (written.problem) logger.warn('operation token written, and it lasts too short', written);
    else logger.info('operation token written', written);
    if (!breakGlass) return written;
    return { ...written, breakGlass: await reported(() => writeToken(breakGlass, options)) };
  } finally {
    closeVaultClients(clients);
  }
};

/** The DR operation token is already written, so that a failure of the break-glass token must not look like its failure. */
async function reported(write: () => Promise<WrittenToken>): Promise<NonNullable<TokenGenResult['breakGlass']>> {
  try {
    const written = await write();
    if (written.problem) logger.warn('break-glass token written, and it lasts too short', { ...written });
    else logger.info('break-glass token written', { ...written });
    return written;
  } catch (error) {
    const failure = error instanceof VaultDrError ? error.message : 'unexpected error';
    logger.error('break-glass token not written', { failure });
    return { failure };
  }
}
