import type { Command } from 'commander';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import type { Check } from '../doctor/check';
import { judgeNames, judgeProbe, judgeTables } from '../doctor/from-here';
import { judgeLogin, judgeVersions, judgeView } from '../doctor/from-lambda';
import { probe } from '../doctor/probe';
import { EXIT } from '../exit-codes';
import type { Io } from '../io';
import { assess } from '../operations/assess';
import { invoke } from '../operations/invoke';
import { JournalReader } from '../operations/journal-reader';
import { askNameServers } from '../operations/name-servers';
import { viewPair } from '../operations/pair-views';
import { writeResult } from '../render/document';
import { padSeen, type Paint, type Tone } from '../render/paint';
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
  const checks = await check(session);
  writeResult(io, options.output, { environment: settings.name, checks }, () => render(checks, paint));
  if (checks.some(({ verdict }) => verdict === 'wrong')) io.exitCode = EXIT.failed;
}

/** Runs all checks in parallel, so that a hop that times out delays the result by its own time-out only. */
async function check(session: Session): Promise<Check[]> {
  const { aws, settings } = session;
  const reader = new JournalReader(aws.tables(), settings.journalTable);
  const [views, names, journal, logins, probes] = await Promise.all([
    viewPair(session),
    askNameServers(settings),
    reader.read(1),
    Promise.all(
      CLUSTER_NAMES.map((cluster) => {
        const name = settings[cluster].functions['dr-operation-token-gen'];
        return invoke(aws.lambda(cluster, LOGIN_MS), name, { dryRun: true });
      }),
    ),
    Promise.all(CLUSTER_NAMES.map((name) => probe(settings[name].address, settings.ca).catch((error: Error) => error))),
  ]);
  const { primary } = assess(views, names);
  const now = Date.now();
  return [
    ...CLUSTER_NAMES.flatMap((cluster) => judgeView(settings, cluster, views[cluster], now)),
    ...CLUSTER_NAMES.flatMap((cluster, index) => {
      const login = logins[index];
      return login ? [judgeLogin(settings[cluster].region, login)] : [];
    }),
    ...judgeTables(settings, journal.silent),
    ...judgeNames(settings, names, primary),
    ...CLUSTER_NAMES.flatMap((name, index) => {
      const seen = probes[index];
      return seen ? judgeProbe(name, settings[name].address, seen, now) : [];
    }),
    judgeVersions(views, primary),
  ];
}

const TONES: Readonly<Record<Check['verdict'], Tone>> = { ok: 'good', wrong: 'bad', unknown: 'warn' };

function render(checks: readonly Check[], paint: Paint): string {
  const width = Math.max(...checks.map(({ hop }) => hop.length));
  const lines = checks.map(
    ({ hop, verdict, detail, remedy }) =>
      `${padSeen(paint(TONES[verdict], verdict), 7)}  ${hop.padEnd(width)}  ${detail}${remedy === undefined ? '' : `. ${remedy}`}`,
  );
  const count = checks.filter(({ verdict }) => verdict === 'wrong').length;
  return [...lines, '', count === 0 ? paint('good', 'Nothing is wrong.') : paint('bad', `${count} wrong.`)].join('\n');
}
