/**
 * Every error of the Lambdas. The message says what is wrong and then what to do, because it is all an invoker sees;
 * no message ever holds a token, a key or a body.
 */
export abstract class VaultDrError extends Error {
  /** Whether the same call may succeed a moment later without anybody doing anything. */
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

/** Why no answer came: each is a fact about the connection, not about Vault. */
export type NoAnswerCause = 'refused' | 'timeout' | 'reset' | 'name';

/** A cluster gave no answer. */
export class NoAnswerError extends VaultDrError {
  override readonly retryable = true;

  constructor(
    readonly address: string,
    readonly path: string,
    readonly noAnswer: NoAnswerCause,
    /** Whether the request may have reached Vault, and so may still take effect. */
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

/** What came back is not from Vault, or not from the Vault that was meant. */
export type BadAnswer = 'certificate' | 'redirect' | 'not-json' | 'not-vault';

const BAD_ANSWER_REMEDY: Record<BadAnswer, string> = {
  certificate:
    'The certificate is not signed by the trusted CA or does not name this address: check the address and caPem.',
  redirect: 'Give the address of a load balancer that forwards to the active node; redirects are never followed.',
  'not-json': 'Something else than Vault answers there, often a load balancer without healthy targets: check it.',
  'not-vault': 'The JSON is not what Vault answers on this path: check the address and what stands in front of Vault.',
};

/** Somebody answered, but the answer cannot be trusted or understood. */
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
    /** Vault's own words, free of secrets. */
    readonly errors: readonly string[],
  ) {
    super(
      `${address} answered ${path} with ${status}: ${errors.join('; ') || 'no reason given'}`,
      responseRemedy(status),
    );
    this.retryable = status === 412 || status === 429 || status >= 500;
  }
}

function responseRemedy(status: number): string {
  if (status === 403)
    return "The token may not do this: check the policy, the role and the token's expiry, then run dr-operation-token-gen.";
  if (status === 404) return 'The path does not exist there: check the mount path and the edition of Vault.';
  if (status >= 500) return 'The cluster cannot serve at the moment: look at its status, then try again.';
  return "Vault refuses the request: its own words are above, the cluster's status says more.";
}

/** The secret does not hold a DR operation token that can be used now. */
export class OperationTokenError extends VaultDrError {
  constructor(
    readonly problem: 'absent' | 'malformed' | 'expired' | 'unreadable',
    detail: string,
    options?: ErrorOptions,
  ) {
    super(
      `The DR operation token is ${problem}: ${detail}`,
      problem === 'unreadable'
        ? 'Check Secrets Manager, the KMS key and the permissions of this Lambda, or run in the other region.'
        : 'Invoke dr-operation-token-gen while a primary is up, or run in the other region, which keeps its own token.',
      options,
    );
  }
}

/** The weighted records of the client name are not as this system left them. */
export class RecordsError extends VaultDrError {}

/** An AWS service did not do what was asked. */
export class AwsError extends VaultDrError {
  override readonly retryable: boolean;

  constructor(
    readonly service: string,
    readonly call: string,
    cause: unknown,
    remedy: string,
  ) {
    const { name, retryable } = describeAwsFailure(cause);
    super(`${service} did not do ${call} (${name})`, remedy, { cause });
    this.retryable = retryable;
  }
}

/**
 * "Too fast" and "not yet" come with status 400, and most without the SDK's own mark.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/CommonErrors.html
 */
const LATER =
  /^(Throttl|RequestThrottled|RequestLimitExceeded|TooManyRequests|ProvisionedThroughput|PriorRequestNotComplete)/;

function describeAwsFailure(cause: unknown): { name: string; retryable: boolean } {
  if (!(cause instanceof Error)) return { name: 'unknown', retryable: false };
  const facts = cause as { $retryable?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = facts.$metadata?.httpStatusCode;
  const gaveNoAnswer = status === undefined;
  const isLater = facts.$retryable !== undefined || LATER.test(cause.name);
  return { name: cause.name, retryable: gaveNoAnswer || status >= 500 || isLater };
}

/** What a refusal needs, at the end of its message: a Lambda gives its caller nothing of an error but the message. */
const NEEDS = / \[accept: ([a-z-]+(?:, [a-z-]+)*)\]$/;

/** Takes a refusal's message apart: the words, and the names that it needs to be accepted. */
export function parseRefusal(message: string): { readonly words: string; readonly needs: readonly string[] } {
  return { words: message.replace(NEEDS, ''), needs: NEEDS.exec(message)?.[1]?.split(', ') ?? [] };
}

/** The operation is not safe in this state of the world; nothing was changed. */
export class PlanRefusedError extends VaultDrError {
  constructor(
    readonly reason: string,
    readonly lift: string,
    /** What the operator would have to accept, by name; empty where nothing but another world helps. */
    readonly needs: readonly string[] = [],
  ) {
    super(reason, needs.length > 0 ? `${lift} [accept: ${needs.join(', ')}]` : lift);
  }
}

/** Another operation holds the lease of this pair; nothing was changed. */
export class LeaseHeldError extends VaultDrError {
  constructor(
    readonly holder: string,
    /** ISO 8601, by the holder's clock. */
    readonly until: string,
  ) {
    super(
      `${holder} holds the lease of this pair until ${until}`,
      'Wait for it to end; the lease of an operation that died ends by itself.',
    );
  }
}

/** The lease could not be taken or kept, so nobody may act under it. */
export class LeaseError extends VaultDrError {}

/** A step did not reach its end in its time. */
export class StepError extends VaultDrError {
  override readonly retryable: boolean;

  /** @param options `retryable`: waiting alone may mend it; false by default */
  constructor(
    problem: string,
    remedy: string,
    { retryable = false, ...options }: ErrorOptions & { retryable?: boolean } = {},
  ) {
    super(problem, remedy, options);
    this.retryable = retryable;
  }
}
