import type { Acceptance } from '../dr-operations/contract';
import type { RefusalKind } from '../dr-operations/kinds';

/**
 * Base of all errors of the Lambdas. The message says what is wrong and then what to do, because an invoker sees nothing
 * else. No message holds a token, a key or a body.
 */
export abstract class VaultDrError extends Error {
  /** Whether the same call may succeed a moment later without any change. */
  readonly retryable: boolean = false;

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem.replace(/\.?$/, '.')} ${remedy}`, options);
    this.name = new.target.name;
  }
}

/** The event is malformed. */
export class InputError extends VaultDrError {}

/** A variable of the Lambda's environment is missing or malformed. */
export class ConfigError extends VaultDrError {}

/** Why there was no answer. It says something about the connection and nothing about Vault. */
export type NoAnswerCause = 'refused' | 'timeout' | 'reset' | 'name';

/** A cluster gave no answer. */
export class NoAnswerError extends VaultDrError {
  override readonly retryable = true;

  constructor(
    readonly address: string,
    readonly path: string,
    readonly noAnswer: NoAnswerCause,
    /** Whether the request may have reached Vault and may still take effect. */
    readonly mayHaveEffect: boolean,
    options?: ErrorOptions,
  ) {
    super(
      `${address} gave no answer to ${path} (${noAnswer})`,
      'Check the cluster, its load balancer, the security groups and the route from this Lambda.',
      options,
    );
  }
}

/** Why an answer is not from Vault, or not from the right Vault. */
export type BadAnswer = 'certificate' | 'client-certificate' | 'redirect' | 'not-json' | 'not-vault';

const BAD_ANSWER_REMEDY: Record<BadAnswer, string> = {
  certificate:
    'The certificate is not signed by the trusted CA or does not name this address: check the address and caPem.',
  'client-certificate':
    'Vault asks for a client certificate, and has none of ours that it trusts: check clientCertificate and tls_client_ca_file.',
  redirect: 'Give the address of a load balancer that forwards to the active node; redirects are never followed.',
  'not-json': 'It is not Vault that answers, but often a load balancer without healthy targets: check it.',
  'not-vault': 'The JSON is not what Vault answers on this path: check the address and any proxy in front of Vault.',
};

/** There was an answer, but it cannot be trusted or understood. */
export class BadAnswerError extends VaultDrError {
  constructor(
    readonly address: string,
    readonly path: string,
    readonly badAnswer: BadAnswer,
    options?: ErrorOptions,
  ) {
    super(`${address} gave a bad answer to ${path} (${badAnswer})`, BAD_ANSWER_REMEDY[badAnswer], options);
  }
}

/** Vault answered with an error status. */
export class VaultResponseError extends VaultDrError {
  override readonly retryable: boolean;

  constructor(
    readonly address: string,
    readonly path: string,
    readonly status: number,
    /** Vault's own words, without secrets. */
    readonly errors: readonly string[],
    /** What to do about it. @default - what the status suggests */
    remedy = responseRemedy(status),
  ) {
    super(`${address} answered ${path} with ${status}: ${errors.join('; ') || 'no reason given'}`, remedy);
    this.retryable = status === 412 || status === 429 || status >= 500;
  }
}

function responseRemedy(status: number): string {
  if (status === 403)
    return 'The token does not permit this: check its policy, its role and its expiry. dr-operation-token-gen makes a new operation token.';
  if (status === 404) return 'The path does not exist there: check the mount path and the edition of Vault.';
  if (status >= 500) return 'The cluster cannot serve at the moment: look at its status, then try again.';
  return "Vault refused the request for the reason above. The cluster's status says more.";
}

/** The secret holds no DR operation token that can be used now. */
export class OperationTokenError extends VaultDrError {
  constructor(
    readonly problem: 'absent' | 'malformed' | 'expired' | 'unreadable',
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(
      `The DR operation token is ${problem}: ${detail}`,
      problem === 'unreadable'
        ? 'Check Secrets Manager, the KMS key and the permissions of this Lambda, or run in the other region.'
        : 'Invoke dr-operation-token-gen while a primary is up, or run in the other region, which has a token of its own.',
      options,
    );
  }
}

/** The weighted records of the client name are not as this system left them. */
export class RecordsError extends VaultDrError {}

/** A call to an AWS service failed. */
export class AwsError extends VaultDrError {
  override readonly retryable: boolean;

  constructor(
    readonly service: string,
    readonly call: string,
    cause: unknown,
    remedy: string,
  ) {
    const { name, retryable } = describeAwsFailure(cause);
    super(`${service} ${call} failed (${name})`, remedy, { cause });
    this.retryable = retryable;
  }
}

/**
 * Errors that mean "too fast" or "not yet". They have status 400, and most are not marked as retryable by the SDK.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/CommonErrors.html
 */
const RETRYABLE =
  /^(Throttl|RequestThrottled|RequestLimitExceeded|TooManyRequests|ProvisionedThroughput|PriorRequestNotComplete)/;

function describeAwsFailure(cause: unknown): { name: string; retryable: boolean } {
  if (!(cause instanceof Error)) return { name: 'unknown', retryable: false };
  const facts = cause as { $retryable?: unknown; $metadata?: { httpStatusCode?: number }; code?: unknown };
  const status = facts.$metadata?.httpStatusCode;
  const gaveNoAnswer = status === undefined;
  const isRetryable = facts.$retryable !== undefined || RETRYABLE.test(cause.name);
  // Of a connection that breaks, only its code says something.
  const name = cause.name === 'Error' && typeof facts.code === 'string' ? facts.code : cause.name;
  return { name, retryable: gaveNoAnswer || status >= 500 || isRetryable };
}

/** The checks to accept, at the end of the message. The caller of a Lambda gets nothing of an error but its message. */
const NEEDS = / \[accept: ([a-z-]+(?:, [a-z-]+)*)\]$/;

/** Splits the message of a refusal into the text and the names of the checks to accept. */
export function parseRefusal(message: string): { readonly words: string; readonly needs: readonly string[] } {
  // eslint-disable-next-line no-restricted-syntax -- a suffix for programs, not a sentence
  return { words: message.replace(NEEDS, ''), needs: NEEDS.exec(message)?.[1]?.split(', ') ?? [] };
}

/** The operation is not safe in this situation. Nothing was changed. */
export class PlanRefusedError extends VaultDrError {
  readonly refusal: RefusalKind;
  readonly reason: string;
  readonly remedy: string;
  /** The checks that the operator would have to accept; empty if accepting does not help. */
  readonly needs: readonly Acceptance[];

  constructor({ refusal, reason, remedy, needs = [] }: RefusalFacts) {
    super(reason, needs.length > 0 ? `${remedy} [accept: ${needs.join(', ')}]` : remedy);
    this.refusal = refusal;
    this.reason = reason;
    this.remedy = remedy;
    this.needs = needs;
  }
}

export interface RefusalFacts {
  readonly refusal: RefusalKind;
  readonly reason: string;
  readonly remedy: string;
  /** @default - none */
  readonly needs?: readonly Acceptance[];
}

/** Another operation holds the lease of this pair. Nothing was changed. */
export class LeaseHeldError extends VaultDrError {
  constructor(
    readonly holder: string,
    /** ISO 8601, by the clock of the holder. */
    readonly until: string,
  ) {
    super(
      `${holder} holds the lease of this pair until ${until}`,
      'Wait until it ends. The lease of an operation that died expires by itself.',
    );
  }
}

/** The lease could not be taken or kept, so nothing may be changed. */
export class LeaseError extends VaultDrError {}

/** A failure that the caller can answer to. Without its lease a run must not go on. @throws whatever else it is */
export function asKnown(error: unknown): VaultDrError {
  if (error instanceof VaultDrError && !(error instanceof LeaseError)) return error;
  throw error;
}

/** A scheduled drill may not begin, or not go on. */
export class DrillRefusedError extends VaultDrError {}

/** A step did not end in time. */
export class StepError extends VaultDrError {
  override readonly retryable: boolean;

  /** @param options `retryable`: it may succeed after waiting, without any change; false by default */
  constructor(
    problem: string,
    remedy: string,
    { retryable = false, ...options }: ErrorOptions & { retryable?: boolean } = {},
  ) {
    super(problem, remedy, options);
    this.retryable = retryable;
  }
}
