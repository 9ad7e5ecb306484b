import * as v from 'valibot';
import { BadAnswerError, VaultResponseError } from '../shared/errors';
import type { Vault } from '../shared/vault-client';
import { loginRemedy } from './login-remedy';
import type { SignedIdentityRequest } from './sign';

const LOGIN_ANSWER = v.object({
  auth: v.object({ client_token: v.pipe(v.string(), v.minLength(1)), lease_duration: v.number() }),
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');

export interface Login {
  readonly token: string;
  readonly leaseDurationSeconds: number;
}

/**
 * Logs in with a signed identity request.
 *
 * @throws VaultResponseError if Vault or STS refuses; NoAnswerError, BadAnswerError
 * @see https://developer.hashicorp.com/vault/api-docs/auth/aws#login
 */
export async function login(
  client: Vault,
  mountPath: string,
  role: string,
  request: SignedIdentityRequest,
  timeoutMs: number,
): Promise<Login> {
  const path = `auth/${mountPath}/login`;
  const body = {
    role,
    iam_http_request_method: 'POST',
    iam_request_url: base64(request.url),
    iam_request_body: base64(request.body),
    iam_request_headers: base64(JSON.stringify(request.headers)),
  };
  const answer = await client.write(path, { timeoutMs, body }).catch((error: unknown) => {
    if (!(error instanceof VaultResponseError)) throw error;
    const { address, status, errors } = error;
    throw new VaultResponseError(address, path, status, errors, loginRemedy(status, errors, mountPath));
  });
  const parsed = v.safeParse(LOGIN_ANSWER, answer);
  if (!parsed.success) throw new BadAnswerError(client.address, path, 'not-vault');
  const { client_token: token, lease_duration: leaseDurationSeconds } = parsed.output.auth;
  return { token, leaseDurationSeconds };
}
