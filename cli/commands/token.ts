import { Option, type Command } from 'commander';
import type { TokenGenResult } from '../../functions/dr-operation-token-gen/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { BreakGlassTokenReport, TokenDocument, TokenReport } from '../documents';
import { EXIT, UsageError, type ExitCode } from '../exit-codes';
import type { Io } from '../io';
import { describeInvocation, invoke, type Invocation } from '../operations/invoke';
import { viewPair } from '../operations/pair-views';
import { tokenProblem } from '../operations/token-problem';
import { untilReady } from '../operations/until-ready';
import { writeResult } from '../render/document';
import { table, wrap } from '../render/paint';
import { duration } from '../render/phrases';
import { inSession, type Session } from '../session';
import { helpText } from './options';

interface RotateOptions {
  readonly cluster?: ClusterName;
}

/** Longer than the time limit of the Lambda. */
const ROTATE_MS = 65_000;

export function register(program: Command, io: Io): void {
  const token = program
    .command('token')
    .summary('show or rotate the DR operation tokens of both regions')
    .description('Each region stores a DR operation token, which operations use. The token itself is never shown.');
  token
    .command('status')
    .summary('show when each token expires')
    .description(
      'Shows when the token of each region expires. Exits with 1 when no region has a usable token, with 3 when one has none.',
    )
    .argument('[environment]', 'same as --env')
    .addHelpText('after', helpText([['vault-dr token status prod', 'show when each token expires']]))
    .action(inSession(io, showTokens));
  token
    .command('rotate')
    .summary('generate a new token in each region')
    .description(
      'Generates a new token in each region, as the schedule does, and a new break-glass token. Needs a primary. The old tokens ' +
        'stay valid until they expire. Exits with 1 when no region has a new token, with 3 when one of the tokens could not be made.',
    )
    .argument('[environment]', 'same as --env')
    .addOption(new Option('--cluster <cluster>', 'only in the region of this cluster').choices(CLUSTER_NAMES))
    .addHelpText(
      'after',
      helpText([
        ['vault-dr token rotate prod', 'rotate in both regions'],
        ['vault-dr token rotate prod --cluster away', 'rotate in the region of away only'],
      ]),
    )
    .action(inSession<RotateOptions>(io, rotateTokens));
}

async function showTokens(session: Session): Promise<void> {
  const views = await viewPair(session);
  const reportOn = (cluster: ClusterName): TokenReport => {
    const { region } = session.settings[cluster];
    const view = views[cluster];
    if (view.kind === 'unseen') return { region, problem: view.detail };
    const { tokenExpiresAt } = view.status;
    const problem = tokenProblem(view.status);
    if (tokenExpiresAt !== undefined) return { region, expiresAt: tokenExpiresAt, ...(problem && { problem }) };
    return { region, problem: problem ?? 'there is no usable token' };
  };
  report(session, { home: reportOn('home'), away: reportOn('away') });
}

async function rotateTokens(session: Session<RotateOptions>): Promise<void> {
  const { cluster, local } = session.options;
  if (local) {
    throw new UsageError(
      'Only a Lambda can generate a token, because Vault allows that to its role. Leave out --local. With key shares, ' +
        'break-glass generates one.',
    );
  }
  const clusters = cluster === undefined ? CLUSTER_NAMES : [cluster];
  const reports = await Promise.all(clusters.map(async (name) => [name, await rotate(session, name)] as const));
  report(session, Object.fromEntries(reports));
}

async function rotate({ aws, settings, io }: Session, cluster: ClusterName): Promise<TokenReport> {
  const { region, functions } = settings[cluster];
  const call = (): Promise<Invocation> =>
    invoke(aws.lambda(cluster, ROTATE_MS), functions['dr-operation-token-gen'], {});
  const answer = await untilReady(call, { note: (text) => io.err(`Region of ${cluster}: ${text}`) });
  if (answer.kind !== 'answered') return { region, problem: describeInvocation(answer) };
  const { expiresAt, problem, breakGlass } = answer.payload as TokenGenResult;
  return {
    region,
    expiresAt,
    ...(problem && { problem: problem.text }),
    ...(breakGlass && { breakGlass: reportBreakGlass(breakGlass) }),
  };
}

const reportBreakGlass = (made: NonNullable<TokenGenResult['breakGlass']>): BreakGlassTokenReport =>
  'failure' in made
    ? { problem: made.failure }
    : { expiresAt: made.expiresAt, ...(made.problem && { problem: made.problem.text }) };

function report(session: Session, reports: Omit<TokenDocument, 'version'>): void {
  const { io, options, paint } = session;
  const entries = Object.entries(reports) as [ClusterName, TokenReport][];
  const rows = entries.map(([cluster, { region, expiresAt, problem }]) => [
    cluster,
    region,
    expiresAt === undefined ? paint('bad', problem ?? '') : timeLeft(expiresAt),
  ]);
  const faults = new Set(
    entries.flatMap(([, { breakGlass, ...operation }]) => [operation, breakGlass].flatMap(faultOf)),
  );
  writeResult(io, options.output, reports, () =>
    [
      table(['CLUSTER', 'REGION', 'EXPIRES IN'], rows, paint),
      ...entries.flatMap(([cluster, { breakGlass }]) =>
        breakGlass ? [breakGlassLine(session, cluster, breakGlass)] : [],
      ),
      ...[...faults].map((text) => paint('bad', wrap(text, io.columns))),
    ].join('\n'),
  );
  io.exitCode = exitCodeOf(entries.map(([, each]) => each));
}

const timeLeft = (expiresAt: string): string => `${duration(Date.parse(expiresAt) - Date.now())} (until ${expiresAt})`;

/** The fault of a token that there is. Why there is none is told in its own line. */
const faultOf = (token: BreakGlassTokenReport | undefined): string[] =>
  token?.expiresAt !== undefined && token.problem !== undefined ? [token.problem] : [];

function breakGlassLine({ paint, io }: Session, cluster: ClusterName, token: BreakGlassTokenReport): string {
  const name = `The break-glass token of ${cluster}`;
  if (token.expiresAt !== undefined) return `${name} expires in ${timeLeft(token.expiresAt)}.`;
  return paint('bad', wrap(`${name} was not made, and its secret is unchanged: ${token.problem}`, io.columns));
}

function exitCodeOf(reports: readonly TokenReport[]): ExitCode {
  const usable = reports.filter(({ expiresAt }) => expiresAt !== undefined).length;
  const isBreakGlassMade = reports.every(
    ({ breakGlass }) => breakGlass === undefined || breakGlass.expiresAt !== undefined,
  );
  if (usable === reports.length && isBreakGlassMade) return EXIT.done;
  return usable === 0 ? EXIT.failed : EXIT.partly;
}
