import { readFileSync, statSync } from 'node:fs';
import { Secret } from '../../functions/shared/secret';
import { UsageError } from '../exit-codes';
import type { Io } from '../io';

/** `VAULT_RECOVERY_KEY_1`, `VAULT_RECOVERY_KEY_2`, …; a number may be left out. */
const VARIABLE = /^VAULT_RECOVERY_KEY_(\d+)$/;

/** Hex or base64, as `vault operator init` prints them. */
const SHARE = /^(?:[0-9a-f]{2}){16,}$|^[A-Za-z0-9+/_-]{22,}={0,2}$/i;

/**
 * A key share as somebody typed it or a file holds it, or `undefined` when it cannot be one. Spaces and line ends
 * around it do not count.
 */
export function parseShare(text: string): Secret | undefined {
  const share = text.trim();
  return SHARE.test(share) ? new Secret(share) : undefined;
}

/**
 * The key shares that are at hand: from variables, in the order of their numbers, then from files, one share each.
 *
 * @throws UsageError for one that is no key share, named by where it came from; it is never quoted
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
  throw new UsageError(`${where} holds no key share: expected one in hex or base64, and nothing else.`);
}

function readFile(io: Pick<Io, 'err'>, file: string): string {
  try {
    if ((statSync(file).mode & 0o077) !== 0) io.err(`Warning: others may read ${file}; chmod 600 it.`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The file ${file} cannot be read.`, { cause });
  }
}
