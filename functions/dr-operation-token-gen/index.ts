import { randomUUID } from 'node:crypto';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { awsClientConfig } from '../shared/aws';
import { AwsError } from '../shared/errors';
import { createLogger } from '../shared/log';
import { shortLife } from '../shared/token-times';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { parseTokenGenConfig } from './config';
import type { OperationTokenSecret, TokenGenCheckResult, TokenGenResult } from './contract';
import { createOperationToken } from './create-token';
import { invokeAuth } from './invoke-auth';

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
 * Writes a new DR operation token to the secret of this region, by schedule and on demand. The previous token stays valid
 * until it expires, so that a rotation disturbs no operation. `{"dryRun": true}` only checks the login.
 *
 * @throws ConfigError, LoginError, VaultResponseError, AwsError; the secret then keeps its value
 */
export const handler = async (event: unknown, context: Context): Promise<TokenGenResult | TokenGenCheckResult> => {
  logger.addContext(context);
  const config = parseTokenGenConfig(process.env);
  const { cluster, token: loginToken } = await invokeAuth(lambda, config.authFunctionArn, { role: config.authRole });
  if (v.is(CHECK, event)) return { cluster, dryRun: true };

  const clients = openVaultClients(await withClientCertificate(config.vault));
  try {
    const issuedAt = Date.now();
    const { token, ttlSeconds } = await createOperationToken(clients[cluster], loginToken, config);
    const expiresAt = issuedAt + ttlSeconds * 1000;
    const { ttlSeconds: requestedTtlSeconds, rotationMinutes } = config;
    const times = { issuedAt: new Date(issuedAt).toISOString(), expiresAt: new Date(expiresAt).toISOString() };
    const value = { token: token.reveal(), ...times, requestedTtlSeconds, rotationMinutes };
    const versionId = await putSecret(config.secretArn, value);
    const [problem] = shortLife({ issuedAt, expiresAt, requestedTtlSeconds, rotationMinutes });
    const result = { cluster, ...times, requestedTtlSeconds, versionId, ...(problem && { problem }) };
    if (problem) logger.warn('operation token written, and it lasts too short', result);
    else logger.info('operation token written', result);
    return result;
  } finally {
    closeVaultClients(clients);
  }
};

async function putSecret(secretArn: string, value: OperationTokenSecret): Promise<string> {
  const put = new PutSecretValueCommand({
    SecretId: secretArn,
    SecretString: JSON.stringify(value),
    ClientRequestToken: randomUUID(), // a retry of the SDK then writes no second version
  });
  const answer = await secrets.send(put).catch((cause: unknown) => {
    throw new AwsError(
      'Secrets Manager',
      'PutSecretValue',
      cause,
      'Check the secret, its KMS key and the permissions.',
    );
  });
  return answer.VersionId ?? '';
}
