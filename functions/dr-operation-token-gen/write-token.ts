import { randomUUID } from 'node:crypto';
import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../shared/errors';
import type { Secret } from '../shared/secret';
import { shortLife } from '../shared/token-times';
import type { Vault } from '../shared/vault-client';
import type { TokenConfig } from './config';
import type { OperationTokenSecret, WrittenToken } from './contract';
import { createBatchToken } from './create-token';

export interface WriteOptions {
  /** The primary. */
  readonly vault: Vault;
  readonly loginToken: Secret;
  readonly secrets: SecretsManagerClient;
  /** Interval at which a new token is made, minutes. */
  readonly rotationMinutes: number;
}

/** Makes a token and writes it to its secret. @throws ConfigError, VaultResponseError, AwsError; the secret keeps its value */
export async function writeToken(
  config: TokenConfig,
  { vault, loginToken, secrets, rotationMinutes }: WriteOptions,
): Promise<WrittenToken> {
  const { use, secretArn, ttlSeconds: requestedTtlSeconds } = config;
  const issuedAt = Date.now();
  const { token, ttlSeconds } = await createBatchToken(vault, loginToken, config);
  const expiresAt = issuedAt + ttlSeconds * 1000;
  const times = { issuedAt: new Date(issuedAt).toISOString(), expiresAt: new Date(expiresAt).toISOString() };
  const value = { token: token.reveal(), ...times, requestedTtlSeconds, rotationMinutes };
  const versionId = await putSecret(secrets, secretArn, value);
  const [problem] = shortLife({ issuedAt, expiresAt, requestedTtlSeconds, rotationMinutes }, use);
  return { ...times, requestedTtlSeconds, versionId, ...(problem && { problem }) };
}

async function putSecret(
  secrets: SecretsManagerClient,
  secretArn: string,
  value: OperationTokenSecret,
): Promise<string> {
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
