import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryError } from '../errors';
import { RELEASES } from '../paths';
import { run } from '../run';

const SIGN_MS = 60_000;
/** Keeps a signature of something else from being used for a release, and the other way round. */
const NAMESPACE = 'cdktf-vault-dr-release';
/** The name at the beginning of each line of `allowed_signers`. */
const SIGNER = 'release';

export const SIGNERS_NAME = 'allowed_signers';
const signersFile = (releases: string): string => join(releases, SIGNERS_NAME);

/** Whether a release needs a signature: `allowed_signers` names the keys that may give it. */
export const needsSignature = (releases = RELEASES): boolean => existsSync(signersFile(releases));

/**
 * Signs a file with an SSH key; the signature is written beside it, as `.sig`.
 *
 * @param key file of the private key, or of the public key when an agent has the private one
 */
export async function sign(file: string, key: string): Promise<void> {
  rmSync(`${file}.sig`, { force: true });
  const args = ['-Y', 'sign', '-f', key, '-n', NAMESPACE, file];
  const { code, stderr } = await run('ssh-keygen', args, { timeoutMs: SIGN_MS });
  if (code === 0) return;
  throw new DeliveryError(
    `${key} (RELEASE_SIGNING_KEY) cannot sign: ${stderr.trim().split('\n')[0] ?? ''}: give the file of an SSH key`,
  );
}

/**
 * @param content of the signed file
 * @param signature file of the signature
 * @param releases folder whose `allowed_signers` counts
 * @returns whether one of the allowed keys signed exactly this content
 */
export async function isSigned(content: Uint8Array, signature: string, releases: string): Promise<boolean> {
  if (!existsSync(signature)) return false;
  const args = ['-Y', 'verify', '-f', signersFile(releases), '-I', SIGNER, '-n', NAMESPACE, '-s', signature];
  const { code } = await run('ssh-keygen', args, { timeoutMs: SIGN_MS, input: content });
  return code === 0;
}
