import { GetFunctionConfigurationCommand, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** A Lambda without which an operation could not run. */
export interface OperatingFunction {
  readonly name: string;
  /** An event that changes nothing. @default - it is not called, because its schedule does */
  readonly wakeWith?: object;
}

/** How long a Lambda may take to answer a look. */
const ANSWER_MS = 20_000;

/**
 * How many of the Lambdas could not run an operation now.
 *
 * @param wakes also calls them: AWS takes away the network interfaces of a Lambda that was idle for weeks, and the first
 *   call after that fails
 */
export async function functionsNotReady(
  client: LambdaClient,
  functions: readonly OperatingFunction[],
  wakes: boolean,
): Promise<number> {
  const ready = await Promise.all(
    functions.map(({ name, wakeWith }) => isReady(client, name, wakes ? wakeWith : undefined)),
  );
  return ready.filter((each) => !each).length;
}

async function isReady(client: LambdaClient, name: string, event: object | undefined): Promise<boolean> {
  const abortSignal = AbortSignal.timeout(ANSWER_MS);
  try {
    if (event !== undefined) {
      // A Lambda that throws has run. What it refuses is measured elsewhere.
      await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }), { abortSignal });
    }
    const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal });
    return found.State === 'Active' && found.LastUpdateStatus !== 'Failed';
  } catch {
    return false;
  }
}
