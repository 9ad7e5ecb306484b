import * as v from 'valibot';
import { BadAnswerError } from './errors';
import { Secret } from './secret';
import type { Vault } from './vault-client';

/** Vault wraps the token: what it returns can be unwrapped once. */
const WRAPPED = v.object({ wrap_info: v.object({ token: v.pipe(v.string(), v.minLength(1)) }) });

export interface CallOptions {
  readonly timeoutMs: number;
  /** `X-Vault-Token`. @default - none */
  readonly token?: Secret;
}

/**
 * Issues a secondary token at a primary.
 *
 * @param id name of the secondary; Vault refuses a name that is in use
 */
export async function issueSecondaryToken(primary: Vault, id: string, options: CallOptions): Promise<Secret> {
  const path = 'sys/replication/dr/primary/secondary-token';
  const answer = v.safeParse(WRAPPED, await primary.write(path, { ...options, body: { id } }));
  if (!answer.success) throw new BadAnswerError(primary.address, path, 'not-vault');
  return new Secret(answer.output.wrap_info.token);
}

/** Revokes the secondary token of this name, so that the name can be used again. */
export const revokeSecondary = (primary: Vault, id: string, options: CallOptions): Promise<unknown> =>
  primary.write('sys/replication/dr/primary/revoke-secondary', { ...options, body: { id } });
