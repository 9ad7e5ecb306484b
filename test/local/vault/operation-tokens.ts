import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { EMPTY, failure, type Answer } from './answers';
import { text, type Call } from './call';

interface Attempt {
  readonly nonce: string;
  readonly otp: string;
  readonly given: Set<string>;
}

/** The unseal keys of a replication set. */
export interface KeyShares {
  /** In hex. */
  readonly shares: readonly string[];
  readonly threshold: number;
}

export const createKeyShares = (): KeyShares => ({
  shares: [1, 2, 3].map(() => randomBytes(33).toString('hex')),
  threshold: 2,
});

/**
 * DR operation tokens made from key shares: the way that needs no primary and no token.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr#generate-dr-operation-token
 */
export class OperationTokens {
  #attempt: Attempt | undefined;
  readonly #tokens = new Set<string>();

  constructor(private readonly keys: KeyShares) {}

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
    if (given && given.length !== OTP_LENGTH) return failure(400, 'OTP string is wrong length');
    const otp = given || createOtp();
    this.#attempt = { nonce: randomUUID(), otp, given: new Set() };
    return this.#progress({ otp: given ? '' : otp });
  }

  #update(call: Call): Answer {
    const attempt = this.#attempt;
    const key = parseKey(text(call, 'key'));
    if (!text(call, 'key')) return failure(400, "'key' must be specified in request body as JSON");
    if (!key) return failure(400, "'key' must be a valid hex or base64 string");
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
    if (![...attempt.given].every((key) => this.keys.shares.includes(key))) {
      attempt.given.clear();
      return failure(400, 'root generation aborted: failed to verify recovery key');
    }
    const token = `hvs.${randomBytes(18).toString('base64url')}`;
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
        otp: '',
        otp_length: OTP_LENGTH,
        ...more,
      },
    };
  }
}

/** `hvs.` and 24 characters. */
const OTP_LENGTH = 28;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const createOtp = (): string => Array.from({ length: OTP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** XOR with the one-time password, in base64 without padding. */
function encode(token: string, otp: string): string {
  const pad = Buffer.from(otp);
  const mixed = Buffer.from(token).map((byte, index) => byte ^ (pad[index] ?? 0));
  return Buffer.from(mixed).toString('base64').replace(/=+$/, '');
}

/** A key share in hex, from hex or base64. */
export function parseKey(key: string): string | undefined {
  if (/^([0-9a-f]{2})+$/i.test(key)) return key.toLowerCase();
  return /^[A-Za-z0-9+/]+=*$/.test(key) ? Buffer.from(key, 'base64').toString('hex') : undefined;
}
