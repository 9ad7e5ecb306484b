import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { EMPTY, failure, type Answer } from './answers';
import { text, type Call } from './call';
import { isAtLeast } from './version';

interface Attempt {
  readonly nonce: string;
  readonly otp: string;
  readonly given: Set<string>;
}

/** The unseal keys of a replication set. */
export interface KeyShares {
  /** Hexadecimal. */
  readonly shares: readonly string[];
  readonly threshold: number;
}

/** Number of key shares, and how many of them suffice. */
export interface Quorum {
  readonly shares: number;
  readonly threshold: number;
}

export const createKeyShares = ({ shares, threshold }: Quorum): KeyShares => ({
  // A key has 32 bytes, and each share of a split one has 33.
  shares: Array.from({ length: shares }, () => randomBytes(threshold === 1 ? 32 : 33).toString('hex')),
  threshold,
});

/** Token format of a version: as long as the one-time password, or a UUID. */
interface Format {
  /** Length of the one-time password; `undefined` when the caller has to give 16 bytes in base64. */
  readonly otpLength: number | undefined;
  readonly create: () => string;
  readonly encode: (token: string, otp: string) => string;
}

const prefixed = (prefix: string): Format => ({
  otpLength: prefix.length + 24,
  create: () => prefix + randomBytes(18).toString('base64url'),
  encode: (token, otp) => xor(Buffer.from(token), Buffer.from(otp)).toString('base64').replace(/=+$/, ''),
});

const UUIDS: Format = {
  otpLength: undefined,
  create: () => randomUUID(),
  encode: (token, otp) =>
    xor(Buffer.from(token.replaceAll('-', ''), 'hex'), Buffer.from(otp, 'base64')).toString('base64'),
};

function formatOf(version: string): Format {
  if (isAtLeast(version, 1, 10)) return prefixed('hvs.');
  return isAtLeast(version, 0, 11) ? prefixed('s.') : UUIDS;
}

const xor = (bytes: Buffer, pad: Buffer): Buffer => Buffer.from(bytes.map((byte, index) => byte ^ (pad[index] ?? 0)));

/**
 * DR operation tokens made from key shares, which needs neither a primary nor a token.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr#generate-dr-operation-token
 */
export class OperationTokens {
  #attempt: Attempt | undefined;
  readonly #tokens = new Set<string>();

  constructor(
    private readonly keys: KeyShares,
    /** Current version of the cluster. */
    private readonly version: () => string,
  ) {}

  has(token: string): boolean {
    return this.#tokens.has(token);
  }

  delete(token: string): void {
    this.#tokens.delete(token);
  }

  answer(operation: 'attempt' | 'update', call: Call): Answer | undefined {
    if (operation === 'update') return call.method === 'POST' ? this.#update(call) : undefined;
    if (call.method === 'GET') return this.#progress();
    if (call.method === 'POST') return this.#begin(call);
    if (call.method !== 'DELETE') return undefined;
    this.#attempt = undefined;
    return EMPTY;
  }

  #begin(call: Call): Answer {
    if (this.#attempt) return failure(400, 'root generation already in progress');
    const given = text(call, 'otp');
    const { otpLength } = formatOf(this.version());
    if (otpLength === undefined && Buffer.from(given, 'base64').length !== 16) {
      return failure(400, 'decoded OTP string is wrong length');
    }
    if (given && otpLength !== undefined && given.length !== otpLength) {
      return failure(400, 'OTP string is wrong length');
    }
    const otp = given || createOtp(otpLength ?? 0);
    this.#attempt = { nonce: randomUUID(), otp, given: new Set() };
    return this.#progress(given ? {} : { otp });
  }

  #update(call: Call): Answer {
    const attempt = this.#attempt;
    const key = parseKey(text(call, 'key'));
    if (!text(call, 'key')) return failure(400, "'key' must be specified in request body as JSON");
    if (!key) return failure(400, "'key' must be a valid hex or base64 string");
    const bytes = key.length / 2;
    if (bytes < 16) return failure(400, 'invalid key: key is shorter than minimum 16 bytes');
    if (bytes > 33) return failure(400, 'invalid key: key is longer than maximum 33 bytes');
    if (!attempt) return failure(400, 'no root generation in progress');
    if (text(call, 'nonce') !== attempt.nonce) {
      return failure(400, `incorrect nonce supplied; nonce for this root generation operation is "${attempt.nonce}"`);
    }
    if (attempt.given.has(key)) {
      return failure(400, 'given key has already been provided during this generation operation');
    }
    attempt.given.add(key);
    if (attempt.given.size < this.keys.threshold) return this.#progress();
    return this.#finish(attempt);
  }

  #finish(attempt: Attempt): Answer {
    if (new Set([...attempt.given].map((key) => key.length)).size > 1) {
      attempt.given.clear();
      return failure(400, 'failed to compute root key: all parts must be the same length');
    }
    if (![...attempt.given].every((key) => this.keys.shares.includes(key))) {
      attempt.given.clear();
      return failure(400, 'root generation aborted: failed to verify recovery key');
    }
    const { create, encode } = formatOf(this.version());
    const token = create();
    this.#tokens.add(token);
    const answer = this.#progress({ complete: true, encoded_token: encode(token, attempt.otp) });
    this.#attempt = undefined;
    return answer;
  }

  #progress(more: object = {}): Answer {
    const attempt = this.#attempt;
    return {
      status: 200,
      body: {
        nonce: attempt?.nonce ?? '',
        started: attempt !== undefined,
        progress: attempt?.given.size ?? 0,
        required: this.keys.threshold,
        complete: false,
        encoded_token: '',
        encoded_root_token: '',
        pgp_fingerprint: '',
        ...this.#otpFields(),
        ...more,
      },
    };
  }

  #otpFields(): object {
    const { otpLength } = formatOf(this.version());
    return otpLength === undefined ? {} : { otp: '', otp_length: otpLength };
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const createOtp = (length: number): string => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** Parses a key share in hex or base64. @returns hex, or `undefined` */
export function parseKey(key: string): string | undefined {
  if (/^([0-9a-f]{2})+$/i.test(key)) return key.toLowerCase();
  return /^[A-Za-z0-9+/]+=*$/.test(key) ? Buffer.from(key, 'base64').toString('hex') : undefined;
}
