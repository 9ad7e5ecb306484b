import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { AwsError, ConfigError } from '../shared/errors';
import { Secret } from '../shared/secret';

const VALUE = v.object({ password: v.pipe(v.string(), v.minLength(1)) });
const FORMAT = 'Give it the text {"password": "<password>"}. Other fields may stand beside it.';

/** Reads the password of the engine's role. @throws AwsError if it cannot be read, ConfigError if it is malformed */
export async function readPassword(client: Pick<SecretsManagerClient, 'send'>, secretArn: string): Promise<Secret> {
  const text = await fetchText(client, secretArn);
  let raw: unknown;
  try {
    raw = JSON.parse(text ?? '');
  } catch {
    throw malformed('its value is not JSON'); // without `cause`, which quotes the text
  }
  const parsed = v.safeParse(VALUE, raw);
  if (!parsed.success) throw malformed('its value lacks password');
  return new Secret(parsed.output.password);
}

async function fetchText(client: Pick<SecretsManagerClient, 'send'>, secretArn: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString;
  } catch (cause) {
    throw new AwsError(
      'Secrets Manager',
      'GetSecretValue of the password of the databases',
      cause,
      'Check the secret, its KMS key and the permissions, or run in the other region, which has a secret of its own.',
    );
  }
}

const malformed = (what: string): ConfigError => new ConfigError(`The secret of the databases: ${what}`, FORMAT);
