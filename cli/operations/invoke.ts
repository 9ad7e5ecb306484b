import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';

/** How one call of a Lambda ended, as far as the caller can know. */
export type Invocation =
  /** The Lambda ran and gave this. */
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** The Lambda ran and threw. */
  | { readonly kind: 'threw'; readonly errorType: string; readonly message: string }
  /** The Lambda certainly did not run. `elsewhere` tells whether the other region may do better. */
  | { readonly kind: 'not-started'; readonly detail: string; readonly elsewhere: boolean }
  /** It may have run, or still runs. */
  | { readonly kind: 'unknown'; readonly detail: string };

// A Lambda that timed out or was killed may name no type.
const FAILURE = v.object({ errorType: v.optional(v.string(), 'Error'), errorMessage: v.optional(v.string(), '') });

/** Calls a Lambda once and waits for its answer. Never throws for what AWS does. */
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

/** What an error of the SDK says about whether the call took effect. */
function classify(error: unknown, functionName: string): Invocation {
  if (!(error instanceof Error)) return { kind: 'unknown', detail: 'unknown error' };
  const { name, message } = error;
  const { code, syscall, $metadata } = error as NodeJS.ErrnoException & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return { kind: 'not-started', detail: `no AWS credentials: ${message}`, elsewhere: false };
  }
  if (name === 'TooManyRequestsException') {
    return { kind: 'not-started', detail: 'it is busy with another operation', elsewhere: true };
  }
  if (name === 'ResourceNotFoundException') {
    return { kind: 'not-started', detail: `there is no function ${functionName}`, elsewhere: true };
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return { kind: 'not-started', detail: `AWS refuses the call (${name}): ${message}`, elsewhere: false };
  }
  // Without a code it is the connection's time-out; with one it is the answer's.
  const neverConnected =
    syscall === 'connect' || syscall === 'getaddrinfo' || (name === 'TimeoutError' && code === undefined);
  if (neverConnected) {
    return { kind: 'not-started', detail: `no connection to AWS Lambda (${code ?? name})`, elsewhere: true };
  }
  return { kind: 'unknown', detail: `no answer from AWS Lambda (${code ?? name})` };
}

/** An invocation in words. */
export function describeInvocation(answer: Invocation): string {
  switch (answer.kind) {
    case 'answered':
      return 'it answered';
    case 'threw':
      return `the Lambda ended with ${answer.errorType}${answer.message ? `: ${answer.message}` : ''}`;
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
