import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { OperationRequest } from '../../dr-operations/event';
import type { Log } from '../../shared/log';
import type { Ask } from './lookout';

/**
 * Asks the Lambda `dr-operations` for an operation, and waits for its answer for a while. The call is never repeated and
 * never queued: an operation that begins late would rest on an old decision.
 */
export const askOf =
  (client: LambdaClient, functionName: string, log: Log): Ask =>
  async (request) => {
    const { operation, to, reason, actor, automatic } = request;
    log.warn('asks for an operation', { operation, to, reason });
    const event = { operation, ...(to && { to }), reason, actor, automatic } satisfies Partial<OperationRequest>;
    try {
      const answer = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      );
      log.warn('the operation has answered', { operation, failed: answer.FunctionError !== undefined });
    } catch (error) {
      log.warn('the operation has not answered yet', {
        operation,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  };
