import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { credentialProblem } from '../credentials';

/** How an invocation of a Lambda ended, as far as the caller knows. */
export type Invocation =
  /** The Lambda ran and returned a payload. */
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** The Lambda ran and threw an error. */
  | { readonly kind: 'threw'; readonly errorType: string; readonly message: string }
  | NotStarted
  /** The Lambda may have run, or may still be running. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** The Lambda did not run. */
export interface NotStarted {
  readonly kind: 'not-started';
  readonly why:
    /** AWS takes no call with these credentials, in any region. */
    | 'credentials'
    /** AWS does not allow the call to whoever makes it. */
    | 'denied'
    /** AWS cannot start the Lambda now: it throttles, wakes the Lambda, or cannot prepare its network or its key. */
    | 'not-ready'
    /** There is no connection to AWS Lambda in this region. */
    | 'no-connection'
    /** There is no such Lambda. */
    | 'absent'
    /** AWS does not accept the call. */
    | 'invalid'
    /** The Lambda was called, and neither the journal nor the lease has a trace of the operation. */
    | 'no-trace';
  readonly detail: string;
}

// The error of a Lambda that timed out or was killed may have no type.
const FAILURE = v.object({ errorType: v.optional(v.string(), 'Error'), errorMessage: v.optional(v.string(), '') });

/**
 * Errors with which AWS says that it did not start the Lambda, and that can pass: a later call may succeed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
const NOT_READY: Readonly<Record<string, string>> = {
  TooManyRequestsException: 'AWS throttles the Lambda: too many runs of this account at the same time',
  ThrottlingException: 'AWS throttles the calls of this account',
  ResourceNotReadyException: 'the Lambda was idle for long (Inactive), and this call has begun to wake it',
  ResourceConflictException: 'the Lambda is being made ready (Pending), or is being deployed',
  EC2ThrottledException: 'EC2 throttles Lambda while it prepares the network interface',
  EC2UnexpectedException: 'EC2 failed while Lambda prepared the network interface',
  EC2AccessDeniedException: "the Lambda's role may not prepare its network interface",
  ENILimitReachedException: 'the account has no network interface left for the Lambda',
  SubnetIPAddressLimitReachedException: 'a subnet of the Lambda has no free address',
  InvalidSubnetIDException: 'a subnet of the Lambda does not exist',
  InvalidSecurityGroupIDException: 'a security group of the Lambda does not exist',
  KMSAccessDeniedException: "the Lambda's role may not use the KMS key of its variables",
  KMSDisabledException: "the KMS key of the Lambda's variables is disabled",
  KMSInvalidStateException: "the KMS key of the Lambda's variables is in a state that does not allow its use",
  KMSNotFoundException: "the KMS key of the Lambda's variables does not exist",
};

/** Invokes a Lambda once and waits for its answer. Errors of AWS are returned, not thrown. */
export async function invoke(
  client: LambdaClient,
  functionName: string,
  event: object,
  signal?: AbortSignal,
): Promise<Invocation> {
  try {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) }),
      signal ? { abortSignal: signal } : {},
    );
    const payload = parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
    if (!answer.FunctionError) return { kind: 'answered', payload };
    const failure = v.safeParse(FAILURE, payload);
    const { errorType, errorMessage } = failure.success
      ? failure.output
      : { errorType: 'Error', errorMessage: answer.FunctionError };
    return { kind: 'threw', errorType, message: errorMessage };
  } catch (error) {
    return classify(error, functionName);
  }
}

/** Derives from an error of the SDK whether the Lambda ran. */
async function classify(error: unknown, functionName: string): Promise<Invocation> {
  if (!(error instanceof Error)) return { kind: 'unknown', detail: 'unknown error' };
  const { name, message } = error;
  const { code, syscall, $metadata } = error as NodeJS.ErrnoException & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const notStarted = (why: NotStarted['why'], detail: string): NotStarted => ({ kind: 'not-started', why, detail });

  const credentials = await credentialProblem(error);
  if (credentials !== undefined) return notStarted('credentials', credentials);
  const notReady = NOT_READY[name];
  if (notReady !== undefined) return notStarted('not-ready', `${notReady} (${name})`);
  if (name === 'ResourceNotFoundException') return notStarted('absent', `there is no function ${functionName}`);
  if (name === 'AccessDeniedException') {
    return notStarted(
      'denied',
      `AWS does not allow lambda:InvokeFunction on ${functionName}. "aws sts get-caller-identity" shows who you are; ` +
        'use a profile with that permission',
    );
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return notStarted('invalid', `AWS refused the invocation (${name}): ${message}`);
  }
  // A TimeoutError without a code is that of the connection; with a code it is that of the answer.
  const neverConnected =
    syscall === 'connect' || syscall === 'getaddrinfo' || (name === 'TimeoutError' && code === undefined);
  if (neverConnected) return notStarted('no-connection', `no connection to AWS Lambda (${code ?? name})`);
  return { kind: 'unknown', detail: `no answer from AWS Lambda (${code ?? name})` };
}

/** Whether the Lambda of the other region may run although this one did not. */
export const mayRunElsewhere = ({ why }: NotStarted): boolean => why !== 'credentials' && why !== 'invalid';

/** The end of an invocation as text. */
export function describeInvocation(answer: Invocation): string {
  switch (answer.kind) {
    case 'answered':
      return 'the Lambda answered';
    case 'threw':
      return `the Lambda failed with ${answer.errorType}${answer.message ? `: ${answer.message}` : ''}`;
    case 'not-started':
    case 'unknown':
      return answer.detail;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
