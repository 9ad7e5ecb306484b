import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import type { AuthEvent } from '../auth/contract';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { AwsError, VaultDrError } from '../shared/errors';
import { redact, Secret } from '../shared/secret';

/** The `auth` Lambda could not log in. The message contains its message. */
export class LoginError extends VaultDrError {}

const RESULT = v.object({ cluster: v.picklist(CLUSTER_NAMES), token: v.pipe(v.string(), v.minLength(1)) });
// A Lambda that timed out may report no error type.
const FAILURE = v.object({ errorType: v.optional(v.string(), 'Error'), errorMessage: v.string() });

/** Gets a Vault token from the `auth` Lambda. @throws LoginError, AwsError */
export async function invokeAuth(
  client: LambdaClient,
  functionArn: string,
  event: AuthEvent,
): Promise<{ readonly cluster: ClusterName; readonly token: Secret }> {
  const answer = await client
    .send(new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)) }))
    .catch((cause: unknown) => {
      throw new AwsError(
        'Lambda',
        'Invoke of auth',
        cause,
        'Check the permission to invoke it, and that it is deployed.',
      );
    });
  const payload = parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
  if (answer.FunctionError) {
    const failure = v.safeParse(FAILURE, payload);
    const words = failure.success
      ? `${failure.output.errorType}: ${redact(failure.output.errorMessage)}`
      : answer.FunctionError;
    throw new LoginError(`auth could not log in: ${words}`, 'Look at the log of auth.');
  }
  const result = v.safeParse(RESULT, payload);
  if (!result.success)
    throw new LoginError('The result of auth is not a token', 'Deploy all Lambdas of the same release.');
  return { cluster: result.output.cluster, token: new Secret(result.output.token) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
