import type { Invocation } from './world';

/** The payload of an invocation. @throws Error with the Lambda's error message when it threw */
export function succeeded({ payload, error }: Invocation): unknown {
  if (error) throw new Error(error.errorMessage);
  return payload;
}

/** The message of the error that a Lambda threw. @throws Error when it threw none */
export function messageOf({ payload, error }: Invocation): string {
  if (!error) throw new Error(`the Lambda threw no error and returned ${JSON.stringify(payload)}`);
  return error.errorMessage;
}
