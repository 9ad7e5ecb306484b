import type { Command } from 'commander';
import { startClock } from '../../functions/shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { VaultClient } from '../../functions/shared/vault-client';
import { readTokenOf, type ReadToken } from '../break-glass/prepared-token';
import { clientCertificateFromFiles } from '../client-certificate';
import type { EnvironmentSettings } from '../config';
import type { Check } from '../doctor/check';
import { judgeSeals } from '../doctor/copies';
import { judgeBreakGlassToken, judgeNames, judgeProbe, judgeTables } from '../doctor/from-here';
import { judgeLogin, judgeSecondaries, judgeVersions, judgeView } from '../doctor/from-lambda';
import { probe, type Probe } from '../doctor/probe';
import { EXIT } from '../exit-codes';
import { seeSeal, type SeenSeal } from '../init/seal-status';
import type { Io } from '../io';
import { assess } from '../operations/assess';
import { engineConfig } from '../operations/engine-config';
import { gather } from '../operations/gather';
import { invoke, type Invocation } from '../operations/invoke';
import { JournalReader, type JournalView } from '../operations/journal-reader';
import { askNameServers, type NameAnswer } from '../operations/name-servers';
import { viewFrom, type RegionView } from '../operations/pair-views';
import { writeResult } from '../render/document';
import { linesThatFit, padSeen, seenWidth, wrap, type Paint, type Tone } from '../render/paint';
import { waitingFor } from '../render/status';
import { inSession, type Session } from '../session';
import { helpText } from './options';

/** Limit for a cold start in a VPC and a login. */
const LOGIN_MS = 30_000;

export function register(program: Command, io: Io): void {
  program
    .command('doctor')
    .summary('check each hop and show what is wrong')
    .description(
      'Checks each hop between the Lambdas, Vault and AWS, from the Lambdas and from this machine. Shows what is wrong ' +
        'and what to do. Changes nothing. Exits with 1 when something is wrong.',
    )
    .argument('[environment]', 'same as --env')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr doctor prod', 'show one line for each hop'],
        ['vault-dr doctor prod -o json', 'for a script'],
      ]),
    )
    .action(inSession(io, examine));
}

async function examine(session: Session): Promise<void> {
  const { io, options, settings, paint } = session;
  const checks = await check(session, (known, awaited) => {
    const waiting = paint('warn', waitingFor(awaited));
    if (options.output !== 'table') io.err(waitingFor(awaited));
    else if (io.isTty) io.draw(linesThatFit([...lines(known, paint, io.columns), waiting].join('\n'), io.columns));
    else io.err([...lines(known, paint, io.columns), waiting, ''].join('\n'));
  });
  if (io.isTty) io.draw([]);
  writeResult(io, options.output, { environment: settings.name, checks }, () => render(checks, paint, io.columns));
  if (checks.some(({ verdict }) => verdict === 'wrong')) io.exitCode = EXIT.failed;
}

/** Answers that the checks judge. */
interface Answers {
  readonly home: RegionView;
  readonly away: RegionView;
  readonly names: NameAnswer[];
  readonly journal: JournalView;
  readonly homeProbe: Probe | Error;
  readonly awayProbe: Probe | Error;
  /** Only of a pair of Vault Enterprise. */
  readonly homeLogin?: Invocation;
  readonly awayLogin?: Invocation;
  readonly homeGlass?: ReadToken;
  readonly awayGlass?: ReadToken;
  /** Only of the other pairs. */
  readonly homeSeal?: SeenSeal | Error;
  readonly awaySeal?: SeenSeal | Error;
}

/** Runs all checks in parallel, so that a hop that times out delays the result by its own time-out only. */
async function check(
  session: Session,
  onPartial: (checks: readonly Check[], awaited: readonly string[]) => void,
): Promise<Check[]> {
  const { aws, settings } = session;
  const { home, away } = settings;
  const titles: Readonly<Record<keyof Answers, string>> = {
    home: `the Lambda in ${home.region}`,
    away: `the Lambda in ${away.region}`,
    names: 'the name servers',
    journal: 'the journal',
    homeLogin: `the login from ${home.region}`,
    awayLogin: `the login from ${away.region}`,
    homeProbe: 'home from here',
    awayProbe: 'away from here',
    homeGlass: `the break-glass token in ${home.region}`,
    awayGlass: `the break-glass token in ${away.region}`,
    homeSeal: 'the seal of home',
    awaySeal: 'the seal of away',
  };
  const login = (cluster: ClusterName): Promise<Invocation> =>
    invoke(aws.lambda(cluster, LOGIN_MS), settings[cluster].functions['dr-operation-token-gen'], { dryRun: true });
  const { vault: identity } = engineConfig(settings, 'home');
  const probeFromHere = (cluster: ClusterName): Promise<Probe | Error> =>
    probe(settings[cluster].address, identity).catch((error: Error) => error);
  const seal = (cluster: ClusterName): Promise<SeenSeal | Error> => lookAtSeal(cluster, settings);
  const clock = startClock();
  const answers = await gather<Answers>(
    {
      home: viewFrom(session, 'home'),
      away: viewFrom(session, 'away'),
      names: askNameServers(settings),
      journal: new JournalReader(aws.tables(), settings.journalTable).read(1),
      homeProbe: probeFromHere('home'),
      awayProbe: probeFromHere('away'),
      ...(settings.replication === 'enterprise'
        ? {
            homeLogin: login('home'),
            awayLogin: login('away'),
            homeGlass: readTokenOf(session, 'home', clock),
            awayGlass: readTokenOf(session, 'away', clock),
          }
        : { homeSeal: seal('home'), awaySeal: seal('away') }),
    },
    (known, awaited) =>
      onPartial(
        judge(settings, known),
        awaited.map((name) => titles[name]),
      ),
  );
  return judge(settings, answers);
}

/** Whether it can be reached from here is judged elsewhere. */
async function lookAtSeal(cluster: ClusterName, settings: EnvironmentSettings): Promise<SeenSeal | Error> {
  const vault = new VaultClient(cluster, settings[cluster].address, settings.ca, clientCertificateFromFiles());
  try {
    return await seeSeal(vault);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    vault.close();
  }
}

/** Judges the answers that there are. */
function judge(settings: EnvironmentSettings, answers: Partial<Answers>): Check[] {
  const { home, away, names, journal, homeLogin, awayLogin, homeProbe, awayProbe, homeGlass, awayGlass } = answers;
  const { homeSeal, awaySeal } = answers;
  const { replication } = settings;
  const views = { home, away };
  const logins = { home: homeLogin, away: awayLogin };
  const probes = { home: homeProbe, away: awayProbe };
  const now = Date.now();
  const { primary } = assess(views, names);
  const ofEach = <T>(
    found: Readonly<Record<ClusterName, T | undefined>>,
    checks: (name: ClusterName, one: T) => Check[],
  ) => CLUSTER_NAMES.flatMap((name) => (found[name] === undefined ? [] : checks(name, found[name])));
  return [
    ...ofEach(views, (name, view) => judgeView(settings, name, view, now)),
    ...ofEach(logins, (name, login) => [judgeLogin(settings[name].region, login)]),
    ...(journal ? judgeTables(settings, journal.silent) : []),
    ...ofEach({ home: homeGlass, away: awayGlass }, (name, read) => [
      judgeBreakGlassToken(settings[name].region, read, now),
    ]),
    ...(names ? judgeNames(settings, names, primary) : []),
    ...ofEach(probes, (name, seen) => judgeProbe(name, { ...settings[name], replication }, seen, now)),
    ...(homeSeal && awaySeal ? judgeSeals(replication, homeSeal, awaySeal) : []),
    ...(home && away ? [judgeVersions({ home, away }, primary), ...judgeSecondaries({ home, away }, primary)] : []),
  ];
}

const TONES: Readonly<Record<Check['verdict'], Tone>> = { ok: 'good', wrong: 'bad', unknown: 'warn' };

/** A longer hop has its detail below it. */
const MOST_HOP = 40;
const INDENT = ' '.repeat(9);

/** One line for each check, or several if it does not fit. */
function lines(checks: readonly Check[], paint: Paint, columns: number): string[] {
  const width = Math.min(MOST_HOP, Math.max(...checks.map(({ hop }) => hop.length)));
  return checks.map(({ hop, verdict, detail, remedy }) => {
    const mark = padSeen(paint(TONES[verdict], verdict), 7);
    const text = `${detail}${remedy === undefined ? '' : `. ${remedy}`}`;
    const line = `${mark}  ${hop.padEnd(width)}  ${text}`;
    return seenWidth(line) <= columns ? line : `${mark}  ${hop}\n${wrap(`${INDENT}${text}`, columns, INDENT)}`;
  });
}

function render(checks: readonly Check[], paint: Paint, columns: number): string {
  const count = checks.filter(({ verdict }) => verdict === 'wrong').length;
  const end = count === 0 ? paint('good', 'Nothing is wrong.') : paint('bad', `${count} wrong.`);
  return [...lines(checks, paint, columns), '', end].join('\n');
}
