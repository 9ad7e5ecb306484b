import { Option, type Command } from 'commander';
import type { TokenGenResult } from '../../functions/dr-operation-token-gen/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { EXIT, UsageError, type ExitCode } from '../exit-codes';
import type { Io } from '../io';
import { describeInvocation, invoke } from '../operations/invoke';
import { viewPair } from '../operations/pair-views';
import { writeResult } from '../render/document';
import { table } from '../render/paint';
import { duration } from '../render/phrases';
import { inSession, type Session } from '../session';
import { helpText } from './options';

interface RotateOptions {
  readonly region?: ClusterName;
}

/** What is known of the token that a region keeps; never the token. */
interface TokenReport {
  readonly region: string;
  /** ISO 8601; absent when there is no usable one. */
  readonly expiresAt?: string;
  readonly problem?: string;
}

/** Longer than the Lambda's own limit. */
const ROTATE_MS = 65_000;

export function register(program: Command, io: Io): void {
  const token = program
    .command('token')
    .summary('the DR operation token that each region keeps')
    .description('The DR operation token that each region keeps ready for an operation. It is never shown.');
  token
    .command('status')
    .summary('how long each lives')
    .description('Says how long the token of each region lives. Ends with 1 when a region has no usable one.')
    .argument('[environment]', 'the same as --env')
    .addHelpText('after', helpText([['vault-dr token status prod', 'how long each lives']]))
    .action(inSession(io, showTokens));
  token
    .command('rotate')
    .summary('make a new one in each region')
    .description(
      'Makes a new token in each region, as the schedule does. Needs a primary. The old one lives on to its end.',
    )
    .argument('[environment]', 'the same as --env')
    .addOption(new Option('--region <cluster>', 'only in the region of this cluster').choices(CLUSTER_NAMES))
    .addHelpText(
      'after',
      helpText([
        ['vault-dr token rotate prod', 'in both regions'],
        ['vault-dr token rotate prod --region away', 'in one of them'],
      ]),
    )
    .action(inSession<RotateOptions>(io, rotateTokens));
}

async function showTokens(session: Session): Promise<void> {
  const views = await viewPair(session);
  const report = (cluster: ClusterName): TokenReport => {
    const { region } = session.settings[cluster];
    const view = views[cluster];
    if (view.kind === 'unseen') return { region, problem: view.detail };
    const { tokenExpiresAt, problems } = view.status;
    if (tokenExpiresAt !== undefined) return { region, expiresAt: tokenExpiresAt };
    return {
      region,
      problem: problems.find(({ kind }) => kind === 'token-unusable')?.text ?? 'there is no usable token',
    };
  };
  tell(session, { home: report('home'), away: report('away') });
}

async function rotateTokens(session: Session<RotateOptions>): Promise<void> {
  const { region, local } = session.options;
  if (local) {
    throw new UsageError(
      'Only the Lambdas can make a token, because Vault knows their roles. Leave out --local; break-glass makes one ' +
        'with the recovery keys.',
    );
  }
  const regions = region === undefined ? CLUSTER_NAMES : [region];
  const reports = await Promise.all(regions.map(async (name) => [name, await rotate(session, name)] as const));
  tell(session, Object.fromEntries(reports));
}

async function rotate({ aws, settings }: Session, cluster: ClusterName): Promise<TokenReport> {
  const { region, functions } = settings[cluster];
  const answer = await invoke(aws.lambda(cluster, ROTATE_MS), functions['dr-operation-token-gen'], {});
  if (answer.kind !== 'answered') return { region, problem: describeInvocation(answer) };
  return { region, expiresAt: (answer.payload as TokenGenResult).expiresAt };
}

function tell({ io, options, paint }: Session, reports: Partial<Record<ClusterName, TokenReport>>): void {
  const rows = Object.entries(reports).map(([cluster, { region, expiresAt, problem }]) => [
    cluster,
    region,
    expiresAt === undefined
      ? paint('bad', problem ?? '')
      : `${duration(Date.parse(expiresAt) - Date.now())} (until ${expiresAt})`,
  ]);
  writeResult(io, options.output, reports, () => table(['CLUSTER', 'REGION', 'TOKEN LIVES'], rows, paint));
  io.exitCode = codeOf(Object.values(reports));
}

function codeOf(reports: readonly TokenReport[]): ExitCode {
  const usable = reports.filter(({ expiresAt }) => expiresAt !== undefined).length;
  if (usable === reports.length) return EXIT.done;
  return usable === 0 ? EXIT.failed : EXIT.partly;
}
