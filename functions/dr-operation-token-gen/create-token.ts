import * as v from 'valibot';
import { BadAnswerError, ConfigError } from '../shared/errors';
import { Secret } from '../shared/secret';
import type { Vault } from '../shared/vault-client';

const CREATE_TIMEOUT_MS = 8_000;

const CREATE_ANSWER = v.object({
  auth: v.object({
    client_token: v.pipe(v.string(), v.minLength(1)),
    lease_duration: v.pipe(v.number(), v.minValue(1)),
    token_type: v.string(),
  }),
});

export interface CreatedToken {
  readonly token: Secret;
  /** The lifetime that Vault granted, which may be shorter than requested. */
  readonly ttlSeconds: number;
}

/**
 * Creates a batch token with the token role.
 *
 * @throws ConfigError if the role creates other tokens, because only a batch token works on a DR secondary;
 *   VaultResponseError
 * @see https://developer.hashicorp.com/vault/api-docs/auth/token#create-token
 */
export async function createBatchToken(
  client: Vault,
  loginToken: Secret,
  { tokenRole, ttlSeconds }: { tokenRole: string; ttlSeconds: number },
): Promise<CreatedToken> {
  const path = `auth/token/create/${tokenRole}`;
  const answer = v.safeParse(
    CREATE_ANSWER,
    await client.write(path, { token: loginToken, timeoutMs: CREATE_TIMEOUT_MS, body: { ttl: `${ttlSeconds}s` } }),
  );
  if (!answer.success) throw new BadAnswerError(client.address, path, 'not-vault');
  const { client_token: token, lease_duration, token_type } = answer.output.auth;
  if (token_type !== 'batch') {
    throw new ConfigError(
      `The token role ${tokenRole} creates ${token_type} tokens`,
      'Set its token_type to batch: no other token works on a DR secondary.',
    );
  }
  return { token: new Secret(token), ttlSeconds: lease_duration };
}
