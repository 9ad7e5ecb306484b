import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';

/** How an invocation of a Lambda ended, as far as the caller knows. */
export type Invocation =
  /** The Lambda ran and returned a payload. */
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** The Lambda ran and threw an error. */
  | { readonly kind: 'threw'; readonly errorType: string; readonly message: string }
  /** The Lambda did not run. `elsewhere`: the other region may succeed. */
  | { readonly kind: 'not-started'; readonly detail: string; readonly elsewhere: boolean }
  /** The Lambda may have run, or may still be running. */
  | { readonly kind: 'unknown'; readonly detail: string };

// The error of a Lambda that timed out or was killed may have no type.
const FAILURE = v.object({ errorType: v.optional(v.string(), 'Error'), errorMessage: v.optional(v.string(), '') });

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
function classify(error: unknown, functionName: string): Invocation {
  if (!(error instanceof Error)) return { kind: 'unknown', detail: 'unknown error' };
  const { name, message } = error;
  const { code, syscall, $metadata } = error as NodeJS.ErrnoException & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return { kind: 'not-started', detail: `no AWS credentials: ${message}`, elsewhere: false };
  }
  if (name === 'TooManyRequestsException') {
    return { kind: 'not-started', detail: 'the Lambda is busy with another operation', elsewhere: true };
  }
  if (name === 'ResourceNotFoundException') {
    return { kind: 'not-started', detail: `there is no function ${functionName}`, elsewhere: true };
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return { kind: 'not-started', detail: `AWS refused the invocation (${name}): ${message}`, elsewhere: false };
  }
  // A TimeoutError without a code is that of the connection; with a code it is that of the answer.
  const neverConnected =
    syscall === 'connect' || syscall === 'getaddrinfo' || (name === 'TimeoutError' && code === undefined);
  if (neverConnected) {
    return { kind: 'not-started', detail: `no connection to AWS Lambda (${code ?? name})`, elsewhere: true };
  }
  return { kind: 'unknown', detail: `no answer from AWS Lambda (${code ?? name})` };
}

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
