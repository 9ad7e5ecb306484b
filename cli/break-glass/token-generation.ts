import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { BadAnswerError, StepError, VaultResponseError } from '../../functions/shared/errors';
import type { Secret } from '../../functions/shared/secret';
import type { Vault } from '../../functions/shared/vault-client';
import { decodeToken } from './decode-token';

const PATH = 'sys/replication/dr/secondary/generate-operation-token';
const CALL_MS = 5_000;

const text = v.optional(v.string(), '');
const count = v.optional(v.number(), 0);
/** Flat in every version. `otp_length` is absent where Vault wants to be given a one-time password (until 0.10). */
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

/** How many key shares have been given, and how many make a token. */
export interface Quorum {
  readonly given: number;
  readonly required: number;
}

/** What Vault made of a key share. */
export type Given =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'more'; readonly quorum: Quorum }
  /** This share was given before; nothing has changed. */
  | { readonly kind: 'duplicate' }
  /** There were enough, and one of them at least is wrong; the count is back to none. */
  | { readonly kind: 'rejected' }
  /** Not a key share by its form. */
  | { readonly kind: 'malformed' }
  /** Somebody else has cancelled this attempt, or begun another one. */
  | { readonly kind: 'lost' };

/** Vault's words for what it made of a share; all come with status 400. */
const REFUSALS: readonly (readonly [RegExp, Exclude<Given['kind'], 'token' | 'more'>])[] = [
  [/already been provided/, 'duplicate'],
  [/generation aborted/, 'rejected'],
  [/must be a valid hex or base64|must be specified/, 'malformed'],
  [/incorrect nonce|no (root|recovery|operation token)? ?generation in progress/, 'lost'],
];

/**
 * One attempt to make a DR operation token from key shares: the way that needs no primary and no token. The shares are
 * those of the replication set's first primary: its unseal keys, or its recovery keys where it unseals by itself.
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
    /** The attempt that was running and had to give way. */
    readonly cancelled: Quorum | undefined,
    required: number,
  ) {
    this.#quorum = { given: 0, required };
  }

  /**
   * Cancels whatever attempt is running and begins another one.
   *
   * @param header `X-Vault-Token`; Vault 2.x wants one for this, of a batch or root token
   * @throws VaultDrError when the cluster gives no answer, or refuses
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

  /** Gives one share. @throws VaultDrError for everything that is not about the share */
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

  /** Leaves no attempt behind. Best effort: one that stays harms nobody and is cancelled by the next one. */
  async cancel(): Promise<void> {
    await ask(this.client, 'DELETE', 'attempt', this.header).catch(() => undefined);
  }
}

function kindOf(error: unknown): (typeof REFUSALS)[number][1] | undefined {
  if (!(error instanceof VaultResponseError) || error.status !== 400) return undefined;
  const words = error.errors.join(' ');
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
  try {
    const answer = await client.call(method, where, {
      timeoutMs: CALL_MS,
      ...(token && { token }),
      ...(body && { body }),
    });
    const parsed = v.safeParse(PROGRESS, answer);
    if (!parsed.success) throw new BadAnswerError(client.address, where, 'not-vault');
    return parsed.output;
  } catch (error) {
    if (error instanceof VaultResponseError && error.status === 403) throw notAllowed(client, token, error);
    throw error;
  }
}

const notAllowed = ({ cluster }: Vault, token: Secret | undefined, cause: VaultResponseError): StepError =>
  new StepError(
    token
      ? `${cluster} does not let VAULT_TOKEN generate an operation token`
      : `${cluster} wants a token to generate one`,
    'Vault 2.x does: set VAULT_TOKEN to a root or batch token that may use sys/replication/dr/secondary/' +
      'generate-operation-token/*, or set enable_unauthenticated_access on its servers and send them SIGHUP.',
    { cause },
  );
