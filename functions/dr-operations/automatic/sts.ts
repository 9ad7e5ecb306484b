import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { isAnswer } from '../items';
import { CALL_MS } from '../lease-table';

/** Whether the STS of a region answers, be it with an error. */
export async function doesStsAnswer(sts: Pick<STSClient, 'send'>): Promise<boolean> {
  try {
    await sts.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.timeout(CALL_MS) });
    return true;
  } catch (error) {
    return isAnswer(error);
  }
}
