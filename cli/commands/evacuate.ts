import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import { awsClientConfig } from '../../functions/shared/aws';
import { VaultDrError } from '../../functions/shared/errors';
import { readRegion } from '../config/published';
import { confirm } from '../confirm';
import type { EvacuatedPair, EvacuationDocument } from '../documents';
import { Executions, type Execution } from '../evacuate/executions';
import { chooseEnvironment, pairsBetween, type Between, type FleetPair } from '../evacuate/fleet';
import { foresee } from '../evacuate/foresee';
import { isEvacuated, isServed, outcomeOf } from '../evacuate/outcome';
import { CliError, EXIT, UsageError, type ExitCode } from '../exit-codes';
import type { Io } from '../io';
import { newActor } from '../operations/request';
import { writeResult } from '../render/document';
import { renderEvacuation, renderEvacuationPlan } from '../render/evacuation';
import { painter } from '../render/paint';
import type { GlobalOptions } from '../session';
import { helpText, parseSeconds } from './options';

interface Options extends GlobalOptions {
  readonly into?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly timeout?: number;
}

const LAMBDA_LIMITS = { connectionTimeoutMs: 3_000, requestTimeoutMs: 60_000, maxAttempts: 1 } as const;
const BETWEEN_LOOKS_MS = 2_000;
/** Number of looks at an execution that may fail one after the other. */
const MOST_FAILED_LOOKS = 30;
/** Limit of Step Functions on its input and on what passes between two states, bytes, and some room for the results. */
const MOST_INPUT_BYTES = 160_000;

/** Declares `evacuate`. */
export function register(program: Command, io: Io): void {
  program
    .command('evacuate')
    .summary('fail over every pair whose primary is in a region that is lost')
    .description(
      'Lists the pairs of an environment that have a cluster in --region, shows what a failover of each would do, and starts ' +
        'the state machine of the construct Evacuation in the region that is left: promotions first, then one change of ' +
        'the weights for each hosted zone, then a look at each pair. A pair for which a check objects is left to a person.',
    )
    .argument('[environment]', 'same as --env')
    .option('--into <region>', 'AWS region of the other clusters, which is left (default: AWS_REGION)')
    .option('--reason <text>', 'reason, for the journals')
    .option('--dry-run', 'only show the plan')
    .option('--timeout <seconds>', 'stop waiting after this time; the evacuation itself continues', parseSeconds)
    .option('-y, --yes', 'do not ask for confirmation')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr evacuate prod --region eu-west-1 --into eu-central-1 --dry-run', 'show the plan'],
        [
          "vault-dr evacuate prod --region eu-west-1 --into eu-central-1 --reason 'eu-west-1 is lost'",
          'when the region is lost',
        ],
      ]),
    )
    .action(async (environment: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      io.quiet = options.quiet ?? false;
      if (options.profile !== undefined) io.useAwsProfile(options.profile);
      await evacuate(io, environment ?? options.env, options);
    });
}

async function evacuate(io: Io, asked: string | undefined, options: Options): Promise<void> {
  const between = regionsOf(io, options);
  const { region, into } = between;
  const published = await readRegion(into);
  const environment = chooseEnvironment(published.pairs, asked, between);
  const pairs = pairsBetween(published.pairs, environment, between);
  if (pairs.length === 0) {
    throw new UsageError(`No pair of ${environment} has one cluster in ${region} and the other one in ${into}.`);
  }
  const machine = published.evacuations[environment];
  if (machine === undefined && !options.dryRun) {
    throw new UsageError(
      `There is no state machine for ${environment} in ${into}. Add the construct Evacuation with this region to a stack and ` +
        'apply it; or run failover for each pair.',
    );
  }
  const lambda = new LambdaClient({ region: into, ...awsClientConfig(LAMBDA_LIMITS) });
  const paint = painter(io.colours && options.output === 'table');
  const write = (
    document: Omit<EvacuationDocument, 'version' | 'environment' | 'region' | 'into'>,
    text: string,
  ): void => writeResult(io, options.output, { environment, region, into, ...document }, () => text);
  try {
    const plan = await foresee(pairs, lambda, (text) => note(io, text));
    const chosen = plan.filter(isEvacuated);
    const planText = renderEvacuationPlan(plan, paint);
    if (options.dryRun || chosen.length === 0) {
      io.exitCode = plan.some(isUnclear) ? EXIT.refused : EXIT.done;
      return write({ outcome: chosen.length === 0 ? 'nothing' : 'planned', pairs: plan }, planText);
    }
    const { reason } = options;
    if (reason === undefined) throw new UsageError('evacuate needs --reason: it goes into the journals.');
    const input = inputOf(pairs, chosen, reason);
    if (!options.yes) {
      io.err(planText);
      await confirm(io, `\nFail over ${chosen.length} pairs of ${environment} from ${region} to ${into}?`);
    }
    const executions = new Executions(into, lambda);
    const execution = await executions.start(machine ?? '', `evacuate-${randomUUID()}`, input);
    note(io, `Started ${execution}`);
    const ended = await follow(io, executions, execution, options.timeout);
    const result = outcomeOf(plan, parse(ended.output));
    const outcome = result.every(isServed) ? 'done' : 'partial';
    io.exitCode = exitCodeOf(result, ended);
    const document = { outcome, pairs: result, execution } as const;
    write(document, renderEvacuation({ version: 1, environment, region, into, ...document }, paint));
  } finally {
    lambda.destroy();
  }
}

const isUnclear = ({ plan }: EvacuatedPair): boolean => plan === 'refused' || plan === 'unknown';

/** @throws UsageError */
function regionsOf(io: Io, { region, into = io.env['AWS_REGION'] }: Options): Between {
  if (region === undefined) throw new UsageError('Give the region that is lost with --region.');
  if (into === undefined) throw new UsageError('Give the region that is left with --into.');
  if (into === region) throw new UsageError(`--region and --into are both ${region}. Give the region that is left.`);
  return { region, into };
}

/** @throws UsageError if there are more pairs than one execution takes */
function inputOf(pairs: readonly FleetPair[], chosen: readonly EvacuatedPair[], reason: string): object {
  const names = new Set(chosen.map(({ pair }) => pair));
  const items = pairs
    .filter(({ pair }) => names.has(pair))
    .map(({ pair, to, settings, due }) => ({ pair, to, functionArn: settings[to].functions['dr-operations'], due }));
  const input = { pairs: items, reason, actor: newActor() };
  if (Buffer.byteLength(JSON.stringify(input)) <= MOST_INPUT_BYTES) return input;
  throw new UsageError(
    `${items.length} pairs are more than one execution of Step Functions takes. Divide them among several environments.`,
  );
}

/** Waits until the execution has ended. @throws CliError if its end cannot be seen in time */
async function follow(
  io: Io,
  executions: Executions,
  execution: string,
  timeoutSeconds = Number.POSITIVE_INFINITY,
): Promise<Execution> {
  const began = performance.now();
  let failedLooks = 0;
  let told = '';
  while (performance.now() - began < timeoutSeconds * 1000 && failedLooks < MOST_FAILED_LOOKS) {
    try {
      const now = await executions.describe(execution);
      if (now.status !== 'RUNNING') return now;
      const [promotions, checks] = await executions.progress(execution);
      const text = progressText(promotions, checks);
      if (text !== told) note(io, text);
      told = text;
      failedLooks = 0;
    } catch (error) {
      if (!(error instanceof VaultDrError)) throw error;
      failedLooks += 1;
    }
    await sleep(BETWEEN_LOOKS_MS);
  }
  throw new CliError(
    EXIT.unknown,
    `The evacuation continues, and its end was not seen here. Look at it in Step Functions: ${execution}`,
  );
}

type Counts = Awaited<ReturnType<Executions['progress']>>[number];

function progressText(promotions: Counts | undefined, checks: Counts | undefined): string {
  if (promotions === undefined) return 'Promotions begin.';
  const { total, succeeded, failed } = promotions;
  const text = `Promotions: ${succeeded} of ${total} done${failed > 0 ? `, ${failed} failed` : ''}.`;
  if (succeeded + failed < total) return text;
  return checks === undefined
    ? `${text} The names are moved.`
    : `${text} Looked at ${checks.succeeded} of ${checks.total}.`;
}

function exitCodeOf(pairs: readonly EvacuatedPair[], { status }: Execution): ExitCode {
  if (status !== 'SUCCEEDED') return EXIT.unknown;
  return pairs.every(isServed) ? EXIT.done : EXIT.partly;
}

function parse(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}

const note = (io: Io, text: string): void => {
  if (!io.quiet) io.err(text);
};
