import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { AwsError } from '../../functions/shared/errors';
import { dnsSuffixOf } from '../../functions/shared/partition';
import { headersForFetch, signPost } from '../../functions/shared/sign';

const CALL_MS = 10_000;

const STARTED = v.object({ executionArn: v.string() });
const DESCRIBED = v.object({
  status: v.string(),
  output: v.optional(v.nullable(v.string())),
  error: v.optional(v.nullable(v.string())),
});
const RUNS = v.object({ mapRuns: v.array(v.object({ mapRunArn: v.string() })) });
const RUN = v.object({
  itemCounts: v.object({ total: v.number(), succeeded: v.number(), failed: v.number() }),
});

export type Execution = v.InferOutput<typeof DESCRIBED>;
export type ItemCounts = v.InferOutput<typeof RUN>['itemCounts'];

/**
 * The few calls to Step Functions that an evacuation needs, as signed POSTs instead of one more client of the SDK.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
 */
export class Executions {
  /** @param lambda a client with the credentials of the operator */
  constructor(
    private readonly region: string,
    private readonly lambda: LambdaClient,
  ) {}

  /** @param name makes a repetition of the same call harmless @returns the ARN of the execution @throws AwsError */
  async start(stateMachineArn: string, name: string, input: object): Promise<string> {
    const body = { stateMachineArn, name, input: JSON.stringify(input) };
    return (await this.#call('StartExecution', body, STARTED)).executionArn;
  }

  /** @throws AwsError */
  describe = (executionArn: string): Promise<Execution> => this.#call('DescribeExecution', { executionArn }, DESCRIBED);

  /** How far each map has come, in the order in which they began. @throws AwsError */
  async progress(executionArn: string): Promise<ItemCounts[]> {
    const { mapRuns } = await this.#call('ListMapRuns', { executionArn }, RUNS);
    const arns = mapRuns.map(({ mapRunArn }) => mapRunArn);
    const runs = await Promise.all(arns.map((mapRunArn) => this.#call('DescribeMapRun', { mapRunArn }, RUN)));
    return runs.map(({ itemCounts }) => itemCounts);
  }

  async #call<S extends v.GenericSchema>(action: string, input: object, schema: S): Promise<v.InferOutput<S>> {
    const url =
      process.env['AWS_ENDPOINT_URL_SFN'] ??
      process.env['AWS_ENDPOINT_URL'] ??
      `https://states.${this.region}.${dnsSuffixOf(this.region)}`;
    const request = {
      service: 'states',
      region: this.region,
      url: `${url.replace(/\/$/, '')}/`,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${action}` },
      body: JSON.stringify(input),
    };
    try {
      const signed = signPost(request, await this.lambda.config.credentials(), new Date());
      const answer = await fetch(request.url, {
        method: 'POST',
        headers: headersForFetch(signed),
        body: request.body,
        signal: AbortSignal.timeout(CALL_MS),
      });
      const body: unknown = await answer.json().catch(() => ({}));
      if (!answer.ok) throw refusal(body, answer.status);
      return v.parse(schema, body);
    } catch (cause) {
      throw new AwsError('Step Functions', action, cause, `Check your AWS credentials and states:${action}.`);
    }
  }
}

/** The error by its type alone: its message may quote the input. */
function refusal(body: unknown, status: number): Error {
  const parsed = v.safeParse(v.object({ __type: v.string() }), body);
  const name = parsed.success ? (parsed.output.__type.split('#').pop() ?? 'unknown') : `status ${status}`;
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
}
