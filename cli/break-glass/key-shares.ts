import { readFileSync, statSync } from 'node:fs';
import { Secret } from '../../functions/shared/secret';
import { UsageError } from '../exit-codes';
import type { Io } from '../io';

/** `VAULT_RECOVERY_KEY_1`, `VAULT_RECOVERY_KEY_2`, …; numbers may be skipped. */
const VARIABLE = /^VAULT_RECOVERY_KEY_(\d+)$/;

/** Hex or base64, as `vault operator init` prints them. */
const SHARE = /^(?:[0-9a-f]{2}){16,}$|^[A-Za-z0-9+/_-]{22,}={0,2}$/i;

const HEX = /^(?:[0-9a-f]{2})+$/i;

/**
 * Parses a key share from a prompt, a file or a variable. Ignores spaces and line ends around it.
 *
 * @returns `undefined` if the text does not have the form of a key share
 */
export function parseShare(text: string): Secret | undefined {
  const share = text.trim();
  return SHARE.test(share) ? new Secret(share) : undefined;
}

/** Bytes of the key that `vault operator init` splits. Shamir's scheme adds one to each share. */
const KEY_BYTES = 32;

/**
 * What is wrong with the length of a share, if it was cut off, or two were pasted as one. Vault itself refuses only some
 * lengths, and takes back all shares when the others do not fit.
 *
 * @param required number of shares that make a key
 */
export function lengthProblem(share: Secret, required: number): string | undefined {
  const text = share.reveal();
  const bytes = Buffer.from(text, HEX.test(text) ? 'hex' : 'base64').length;
  const expected = required === 1 ? KEY_BYTES : KEY_BYTES + 1;
  if (bytes === expected || required === 0) return undefined;
  const guess =
    bytes > expected ? 'It may be two shares, or have something after it' : 'Its end or its beginning may be missing';
  return `This key share has ${bytes} bytes instead of ${expected}. ${guess}. The shares before it count.`;
}

/**
 * Reads key shares from variables, in the order of their numbers, then from files with one share each.
 *
 * @throws UsageError that names the source of an invalid share; the share is never quoted
 */
export function readShares(io: Pick<Io, 'env' | 'err'>, files: readonly string[]): Secret[] {
  const variables = Object.entries(io.env)
    .flatMap(([name, value]) => {
      const number = VARIABLE.exec(name)?.[1];
      return number === undefined || !value ? [] : [{ name, value, number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number);
  return [
    ...variables.map(({ name, value }) => parsed(value, `The variable ${name}`)),
    ...files.map((file) => parsed(readFile(io, file), `The file ${file}`)),
  ];
}

function parsed(text: string, where: string): Secret {
  const share = parseShare(text);
  if (share) return share;
  throw new UsageError(`${where} does not hold a key share. Expected one share in hex or base64, and nothing else.`);
}

function readFile(io: Pick<Io, 'err'>, file: string): string {
  try {
    if ((statSync(file).mode & 0o077) !== 0) io.err(`Warning: other users can read ${file}. Run: chmod 600 ${file}`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The file ${file} cannot be read. Check its path and permissions.`, { cause });
  }
}
