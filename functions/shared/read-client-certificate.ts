import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { awsClientConfig } from './aws';
import { clientCertificateProblem, type ClientCertificate } from './client-certificate';
import { AwsError, ConfigError } from './errors';
import { Secret } from './secret';

/** A renewed certificate is used after this time, milliseconds. */
const FRESH_MS = 15 * 60_000;

const SECRET_VALUE = v.object({ certificate: v.string(), key: v.string() });
const FORMAT = 'Give it the text {"certificate": "<PEM>", "key": "<PEM>"}, with the key of that certificate.';

let kept: { readonly secretArn: string; readonly readAt: number; readonly value: ClientCertificate } | undefined;
let client: SecretsManagerClient | undefined;

/**
 * Reads the client certificate from its secret, once per execution environment and again after some time. If that fails, the
 * one that was read before stays in use.
 *
 * @throws AwsError if it cannot be read, ConfigError if it is malformed
 */
export async function readClientCertificate(secretArn: string): Promise<ClientCertificate> {
  const known = kept?.secretArn === secretArn ? kept : undefined;
  if (known && Date.now() - known.readAt < FRESH_MS) return known.value;
  try {
    const value = parse(await fetchSecret(secretArn));
    kept = { secretArn, readAt: Date.now(), value };
    return value;
  } catch (error) {
    if (known) return known.value;
    throw error;
  }
}

async function fetchSecret(secretArn: string): Promise<string | undefined> {
  client ??= new SecretsManagerClient(
    awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 2500, maxAttempts: 2 }),
  );
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString;
  } catch (cause) {
    throw new AwsError(
      'Secrets Manager',
      'GetSecretValue of the client certificate',
      cause,
      'Check the secret, its KMS key and the permissions, or run in the other region, which has a secret of its own.',
    );
  }
}

function parse(text = ''): ClientCertificate {
  const problem = (what: string): ConfigError =>
    new ConfigError(`The secret of the client certificate: ${what}`, FORMAT);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw problem('its value is not JSON'); // without `cause`, which quotes the text
  }
  const parsed = v.safeParse(SECRET_VALUE, raw);
  if (!parsed.success) throw problem('its value lacks certificate or key');
  const value = { certificate: parsed.output.certificate, key: new Secret(parsed.output.key) };
  const found = clientCertificateProblem(value);
  if (found !== undefined) throw problem(found);
  return value;
}
