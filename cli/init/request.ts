import { UsageError } from '../exit-codes';
import { digestOf, readPgpKey, type PgpKey } from './pgp-key';

/** Options of `vault-dr init` that say who gets what. */
export interface KeyOptions {
  readonly recoveryShares?: number;
  readonly recoveryThreshold?: number;
  /** Files of the holders' public keys, one for each share. */
  readonly pgpKeys?: readonly string[];
  readonly rootTokenPgpKey?: string;
  /** File for what is encrypted. */
  readonly out?: string;
  /** File for what is not encrypted. */
  readonly plainKeysTo?: string;
}

/** What Vault is asked for, and where its answer goes. */
export interface InitRequest {
  readonly shares: number;
  readonly threshold: number;
  /** The holders' keys, in the order of the shares. Empty: the shares are not encrypted. */
  readonly holders: readonly PgpKey[];
  /** @default - the root token is not encrypted */
  readonly rootHolder?: PgpKey;
  /** @default - nothing is encrypted */
  readonly out?: string;
  /** @default - everything is encrypted */
  readonly plainKeysTo?: string;
}

/** Limit of Vault. */
const MOST_SHARES = 255;
const DEFAULT_SHARES = 5;

/** Reads the keys and checks that everything that Vault will answer has a place. @throws UsageError */
export function requestFrom(options: KeyOptions): InitRequest {
  const holders = (options.pgpKeys ?? []).map(readPgpKey);
  const shares = options.recoveryShares ?? (holders.length || DEFAULT_SHARES);
  const threshold = options.recoveryThreshold ?? Math.floor(shares / 2) + 1;
  checkCounts(shares, threshold, holders.length);
  checkHolders(holders);
  const rootHolder = options.rootTokenPgpKey === undefined ? undefined : readPgpKey(options.rootTokenPgpKey);
  const { out, plainKeysTo } = options;
  checkPlaces({ isPlain: [holders.length === 0, rootHolder === undefined], out, plainKeysTo });
  return {
    shares,
    threshold,
    holders,
    ...(rootHolder && { rootHolder }),
    ...(out !== undefined && { out }),
    ...(plainKeysTo !== undefined && { plainKeysTo }),
  };
}

/** Body of `sys/init`. @see https://developer.hashicorp.com/vault/api-docs/system/init */
export const bodyOf = ({ shares, threshold, holders, rootHolder }: InitRequest): Readonly<Record<string, unknown>> => ({
  recovery_shares: shares,
  recovery_threshold: threshold,
  ...(holders.length > 0 && { recovery_pgp_keys: holders.map(({ base64 }) => base64) }),
  ...(rootHolder && { root_token_pgp_key: rootHolder.base64 }),
});

function checkCounts(shares: number, threshold: number, holders: number): void {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= MOST_SHARES;
  if (!isCount(shares)) throw new UsageError(`--recovery-shares takes a whole number from 1 to ${MOST_SHARES}.`);
  if (!isCount(threshold) || threshold > shares || (shares > 1 && threshold === 1)) {
    throw new UsageError(
      `--recovery-threshold takes a whole number from ${shares > 1 ? 2 : 1} to ${shares}, the number of shares.`,
    );
  }
  if (holders > 0 && holders !== shares) {
    throw new UsageError(`--pgp-keys names ${holders} keys for ${shares} shares. Name one key for each share.`);
  }
}

/** Two shares for one key would let fewer people than the threshold act. */
function checkHolders(holders: readonly PgpKey[]): void {
  const digests = holders.map(digestOf);
  const twice = holders.find((holder, index) => digests.indexOf(digestOf(holder)) !== index);
  if (twice) {
    throw new UsageError(
      `--pgp-keys has the key in ${twice.file} twice, so one person would hold two shares. Name a key of each holder.`,
    );
  }
}

interface Places {
  /** Whether the shares, and whether the root token, come in plain text. */
  readonly isPlain: readonly [boolean, boolean];
  readonly out: string | undefined;
  readonly plainKeysTo: string | undefined;
}

function checkPlaces({ isPlain: [shares, token], out, plainKeysTo }: Places): void {
  const plain = [...(shares ? ['the recovery keys'] : []), ...(token ? ['the root token'] : [])].join(' and ');
  const remedy = [...(shares ? ['--pgp-keys'] : []), ...(token ? ['--root-token-pgp-key'] : [])].join(' and ');
  if (plain !== '' && plainKeysTo === undefined) {
    throw new UsageError(
      `Vault would answer with ${plain} in plain text. Give ${remedy}; or, for a cluster without secrets, name a file ` +
        'for them with --plain-keys-to.',
    );
  }
  if (plain === '' && plainKeysTo !== undefined) {
    throw new UsageError('--plain-keys-to has no use here: everything is encrypted. Leave it out.');
  }
  const isSomethingEncrypted = !shares || !token;
  if (isSomethingEncrypted && out === undefined) {
    throw new UsageError('Name a file for what is encrypted with --out.');
  }
  if (!isSomethingEncrypted && out !== undefined) {
    throw new UsageError('--out is for what is encrypted, and nothing is. Leave it out, or give --pgp-keys.');
  }
  if (out !== undefined && out === plainKeysTo) {
    throw new UsageError('--out and --plain-keys-to name the same file. Name two.');
  }
}
