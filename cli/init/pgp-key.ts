import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../exit-codes';

/** A public key of OpenPGP, in the form that Vault takes. */
export interface PgpKey {
  /** The file that it was read from. */
  readonly file: string;
  /** Binary key in base64. */
  readonly base64: string;
}

/** Tags of OpenPGP packets. @see https://www.rfc-editor.org/rfc/rfc9580.html#name-packet-tags */
const PUBLIC_KEY = 6;
const SECRET_KEY = 5;
const ENCRYPTED_SESSION_KEY = 1;

const ARMOUR = /-----BEGIN PGP ([A-Z ]+)-----\r?\n([\s\S]*?)-----END PGP /;

/**
 * Reads a public key: binary, in base64, or with ASCII armour as `gpg --export --armor` writes it.
 *
 * @throws UsageError when the file cannot be read, is no public key, or has a private key in it
 */
export function readPgpKey(file: string): PgpKey {
  const bytes = decode(read(file));
  const tag = tagOf(bytes);
  if (tag === SECRET_KEY) {
    throw new UsageError(
      `${file} is a private key, which must never leave its owner. Export the public key: gpg --export --armor <id>. ` +
        'Nothing was sent.',
    );
  }
  if (tag !== PUBLIC_KEY) {
    throw new UsageError(`${file} is no OpenPGP public key. Export it with: gpg --export --armor <id>`);
  }
  return { file, base64: bytes.toString('base64') };
}

/** Whether a text in base64 is a message that OpenPGP has encrypted for a key. */
export const isEncrypted = (base64: string): boolean => tagOf(Buffer.from(base64, 'base64')) === ENCRYPTED_SESSION_KEY;

/** Tells two keys apart. */
export const digestOf = ({ base64 }: PgpKey): string => createHash('sha256').update(base64).digest('hex');

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UsageError(`${file} cannot be read. Check the path and its permissions.`, { cause });
  }
}

function decode(content: Buffer): Buffer {
  const text = content.toString('latin1');
  const [, , body] = ARMOUR.exec(text) ?? [];
  if (body !== undefined) return Buffer.from(withoutHeaders(body), 'base64');
  return /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, 'base64') : content;
}

/** Headers end with an empty line. A line that begins with `=` is a checksum. */
function withoutHeaders(body: string): string {
  const lines = body.split(/\r?\n/);
  const empty = lines.findIndex((line) => line.trim() === '');
  return lines
    .slice(empty + 1)
    .filter((line) => !line.startsWith('='))
    .join('');
}

/** The tag of the first packet, in the old or the new format. */
function tagOf(bytes: Buffer): number | undefined {
  const [first = 0] = bytes;
  if ((first & 0x80) === 0) return undefined;
  return (first & 0x40) === 0 ? (first >> 2) & 0x0f : first & 0x3f;
}
