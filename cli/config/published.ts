import { GetParametersByPathCommand, SSMClient, type Parameter } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { awsClientConfig } from '../../functions/shared/aws';
import { EVACUATION_PARAMETER, OPERATOR_PARAMETERS } from '../../functions/shared/contract';
import { CliError, EXIT, UsageError } from '../exit-codes';
import { parseOperator, type ReadOutputs } from './outputs';

/** Settings of pairs that their stacks publish, by the name for `--env`. */
export type PublishedPairs = Readonly<Record<string, ReadOutputs>>;

/** What stacks publish in one region. */
export interface PublishedRegion {
  readonly pairs: PublishedPairs;
  /** ARN of the state machine that fails over all pairs of an environment, by environment. */
  readonly evacuations: Readonly<Record<string, string>>;
}

const LIMITS = { connectionTimeoutMs: 3_000, requestTimeoutMs: 5_000, maxAttempts: 2 } as const;
const MOST_PAGES = 20;

/**
 * Reads the settings of every pair of the account from the SSM parameters of one region.
 *
 * @throws CliError when AWS gives no answer or refuses
 */
export const readPublished = async (region: string): Promise<PublishedPairs> => (await readRegion(region)).pairs;

/** The same, with the state machines. @throws CliError when AWS gives no answer or refuses */
export async function readRegion(region: string): Promise<PublishedRegion> {
  const ssm = new SSMClient({ region, ...awsClientConfig(LIMITS) });
  try {
    const parameters = await readAll(ssm);
    return { pairs: toPairs(parameters, region), evacuations: toEvacuations(parameters) };
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown error';
    throw new CliError(
      EXIT.failed,
      `The pairs of this account cannot be read in ${region}. ${why}\nCheck your AWS credentials and ` +
        `ssm:GetParametersByPath on ${OPERATOR_PARAMETERS}, or give the other region of the pair with --region.`,
      { cause },
    );
  } finally {
    ssm.destroy();
  }
}

async function readAll(ssm: SSMClient): Promise<Parameter[]> {
  const parameters: Parameter[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new GetParametersByPathCommand({ Path: OPERATOR_PARAMETERS, Recursive: true, NextToken });
    const answer = await ssm.send(query);
    parameters.push(...(answer.Parameters ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  return parameters;
}

/** A pair has the name of its environment, or `<environment>/<identifier>` if the environment has several. */
export function toPairs(parameters: readonly Parameter[], region: string): PublishedPairs {
  const values = new Map(parameters.map(({ Name = '', Value = '' }) => [Name, Value]));
  const pairs = [...values.keys()].flatMap((name) => {
    const [, environment, identifier] =
      new RegExp(`^${OPERATOR_PARAMETERS}/([^/]+)/([^/]+)/settings$`).exec(name) ?? [];
    return environment === undefined || identifier === undefined ? [] : [{ name, environment, identifier }];
  });
  return Object.fromEntries(
    pairs.map(({ name, environment, identifier }) => {
      const isOnly = pairs.filter((pair) => pair.environment === environment).length === 1;
      const read = parseOperator(`${name} in ${region}`, parseValue(name, values.get(name)));
      const caPem = values.get(name.replace(/settings$/, 'ca')) ?? read.caPem;
      return [isOnly ? environment : `${environment}/${identifier}`, { ...read, caPem }];
    }),
  );
}

const EVACUATION = v.object({ state_machine_arn: v.string() });

/** The state machines by environment. */
function toEvacuations(parameters: readonly Parameter[]): Readonly<Record<string, string>> {
  const pattern = new RegExp(`^${OPERATOR_PARAMETERS}/([^/]+)/${EVACUATION_PARAMETER}$`);
  return Object.fromEntries(
    parameters.flatMap(({ Name = '', Value }) => {
      const environment = pattern.exec(Name)?.[1];
      if (environment === undefined) return [];
      const parsed = v.safeParse(EVACUATION, parseValue(Name, Value));
      return parsed.success ? [[environment, parsed.output.state_machine_arn]] : [];
    }),
  );
}

function parseValue(name: string, value = ''): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new UsageError(`The parameter ${name} is not valid JSON. Apply the stack again.`, { cause });
  }
}
