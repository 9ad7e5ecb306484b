import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { BadAnswerError, VaultResponseError } from '../../functions/shared/errors';
import type { Secret } from '../../functions/shared/secret';
import type { Vault } from '../../functions/shared/vault-client';
import { decodeToken } from './decode-token';

const PATH = 'sys/replication/dr/secondary/generate-operation-token';
const CALL_MS = 5_000;

const text = v.optional(v.string(), '');
const count = v.optional(v.number(), 0);
/** Every version answers a flat object. Until 0.10 `otp_length` is absent and the caller provides the one-time password. */
const PROGRESS = v.object({
  nonce: text,
  started: v.optional(v.boolean(), false),
  progress: count,
  required: count,
  encoded_token: text,
  encoded_root_token: text,
  otp: text,
  otp_length: v.optional(v.number()),
});
type Progress = v.InferOutput<typeof PROGRESS>;

/** Number of key shares that were given, and number that is required for a token. */
export interface Quorum {
  readonly given: number;
  readonly required: number;
}

/** Vault's answer to a key share. */
export type Given =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'more'; readonly quorum: Quorum }
  /** This share was already given. */
  | { readonly kind: 'duplicate' }
  /** There were enough shares, but at least one is wrong. Vault has discarded all of them. */
  | { readonly kind: 'rejected' }
  /** The share has the wrong form. */
  | { readonly kind: 'malformed' }
  /** Somebody else cancelled this attempt or started another one. */
  | { readonly kind: 'lost' };

/** Vault's messages when it refuses a share; all have status 400. */
const REFUSALS: readonly (readonly [RegExp, Exclude<Given['kind'], 'token' | 'more'>])[] = [
  [/already been provided/, 'duplicate'],
  [/generation aborted|failed to compute root key/, 'rejected'],
  [/must be a valid hex or base64|must be specified|invalid key: key is (longer|shorter)/, 'malformed'],
  [/incorrect nonce|no (root|recovery|operation token)? ?generation in progress/, 'lost'],
];

/**
 * One attempt to generate a DR operation token from key shares, which needs neither a primary nor a token. The shares are
 * those of the replication set's first primary: its recovery keys with auto-unseal, otherwise its unseal keys.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr#generate-disaster-recovery-operation-token
 */
export class TokenGeneration {
  #quorum: Quorum;

  private constructor(
    private readonly client: Vault,
    private readonly header: Secret | undefined,
    private readonly nonce: string,
    private readonly otp: string,
    /** The attempt that was running before and was cancelled. */
    readonly cancelled: Quorum | undefined,
    required: number,
  ) {
    this.#quorum = { given: 0, required };
  }

  /**
   * Cancels a running attempt and starts a new one.
   *
   * @param header `X-Vault-Token`, a batch or root token, which Vault 2.x requires
   * @throws VaultDrError if the cluster does not answer or refuses
   */
  static async begin(client: Vault, header?: Secret): Promise<TokenGeneration> {
    const before = await ask(client, 'GET', 'attempt', header);
    if (before.started) await ask(client, 'DELETE', 'attempt', header);
    const ownOtp = before.otp_length === undefined ? randomBytes(16).toString('base64') : undefined;
    const begun = await ask(client, 'POST', 'attempt', header, ownOtp === undefined ? {} : { otp: ownOtp });
    const otp = ownOtp ?? begun.otp;
    if (begun.nonce === '' || otp === '') throw new BadAnswerError(client.address, `${PATH}/attempt`, 'not-vault');
    const cancelled = before.started ? { given: before.progress, required: before.required } : undefined;
    return new TokenGeneration(client, header, begun.nonce, otp, cancelled, begun.required);
  }

  get quorum(): Quorum {
    return this.#quorum;
  }

  /** Provides one share. @throws VaultDrError for every error that is not about the share */
  async give(share: Secret): Promise<Given> {
    let answer: Progress;
    try {
      const body = { key: share.reveal(), nonce: this.nonce };
      answer = await ask(this.client, 'POST', 'update', this.header, body);
    } catch (error) {
      const kind = kindOf(error);
      if (kind === undefined) throw error;
      if (kind === 'rejected') this.#quorum = { ...this.#quorum, given: 0 };
      return { kind };
    }
    const encoded = answer.encoded_token || answer.encoded_root_token;
    if (encoded !== '') return { kind: 'token', token: decodeToken(encoded, this.otp) };
    this.#quorum = { given: answer.progress, required: answer.required };
    return { kind: 'more', quorum: this.#quorum };
  }

  /** Cancels the attempt. Ignores errors: an attempt that remains is harmless, and the next one cancels it. */
  async cancel(): Promise<void> {
    await ask(this.client, 'DELETE', 'attempt', this.header).catch(() => undefined);
  }
}

function kindOf(error: unknown): (typeof REFUSALS)[number][1] | undefined {
  if (!(error instanceof VaultResponseError) || error.status !== 400) return undefined;
  const words = error.errors.join(' ');
  // eslint-disable-next-line no-restricted-syntax -- Vault's own words, for which it has no code
  return REFUSALS.find(([pattern]) => pattern.test(words))?.[1];
}

async function ask(
  client: Vault,
  method: 'GET' | 'POST' | 'DELETE',
  path: 'attempt' | 'update',
  token: Secret | undefined,
  body?: Readonly<Record<string, unknown>>,
): Promise<Progress> {
  const where = `${PATH}/${path}`;
  const answer = await client.call(method, where, {
    timeoutMs: CALL_MS,
    ...(token && { token }),
    ...(body && { body }),
  });
  const parsed = v.safeParse(PROGRESS, answer);
  if (!parsed.success) throw new BadAnswerError(client.address, where, 'not-vault');
  return parsed.output;
}
