import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { DOCUMENT_VERSION, type DrillRecord } from '../../functions/dr-operations/contract';
import { LINKS_AGAIN_REMEDY } from '../../functions/dr-operations/replication/traits';
import { otherCluster } from '../../functions/shared/contract';
import { Secret } from '../../functions/shared/secret';
import { HealthCheck, WriteCheck, type ProbeKind } from '../drill/probe-kinds';
import { isDone, targetsOf, type DrillOutcome } from '../drill/outcome';
import { recordOf } from '../drill/record';
import { runDrill, type DrillRun } from '../drill/run-drill';
import { toTimeline } from '../drill/timeline';
import { describeWindow, isInside } from '../drill/window';
import { confirm, requireTerminal } from '../confirm';
import { CliError, EXIT, type ExitCode } from '../exit-codes';
import type { Io } from '../io';
import { JournalReader } from '../operations/journal-reader';
import { keepDrill } from '../operations/keep-drill';
import type { RunLimits } from '../operations/operation-engine';
import { readPairStatus, type PairStatus } from '../operations/pair-status';
import { newActor } from '../operations/request';
import { exitCodeOf } from '../operations/run-outcome';
import { writeResult } from '../render/document';
import { commandLine } from '../render/command-line';
import { renderOutcome } from '../render/outcome';
import { MOST_DRAWN, renderDrillsSection } from '../report/drills-page';
import { renderPicture } from '../report/picture';
import { renderHtml } from '../report/render-html';
import { renderText } from '../report/render-text';
import { inSession, type Session } from '../session';
import { addRunOptions, helpText } from './options';

interface Options extends RunLimits {
  readonly yes?: boolean;
  readonly reason: string;
  readonly report: string;
}

/** Holds the token of the probe. It is not an argument because other users of the machine can read arguments. */
const TOKEN_VARIABLE = 'VAULT_DR_PROBE_TOKEN';
const DEFAULT_PROBE_PATH = 'secret/data/vault-dr-drill';

export function register(program: Command, io: Io): void {
  const command = program
    .command('drill')
    .summary('switch over and back, and measure it against targets')
    .description(
      'Switches over to the other cluster and back while a client uses the client name, and compares the outage and ' +
        'the lost writes with the targets in the configuration. Refuses outside its window and when the pair is not ' +
        `healthy. The client writes and reads back if ${TOKEN_VARIABLE} holds a token; otherwise it reads sys/health.`,
    )
    .argument('[environment]', 'same as --env');
  addRunOptions(command)
    .option('--reason <text>', 'reason for the journal', 'drill')
    .option('--report <folder>', 'folder for the report', join('out', 'drills'))
    .addHelpText(
      'after',
      helpText([
        ['vault-dr drill prod', 'run after a confirmation'],
        [
          'vault-dr drill prod --yes -o json',
          'run from a pipeline; exits with 0 if the targets were met, with 1 if not',
        ],
      ]),
    )
    .action(inSession<Options>(io, drill));
}

async function drill(session: Session<Options>): Promise<void> {
  const { io, options, settings, paint } = session;
  checkWindow(session);
  const status = await readPairStatus(session);
  const primary = healthyPrimary(status);
  requireLink(status);
  if (!options.yes) await agree(session, primary);
  const drill = { primary, reason: options.reason, limits: options, kind: probeKind(session) };
  const run = await io.runToEnd(() => runDrill(session, drill));
  const { outcome } = run;
  const isInJournal = await keep(session, outcome);
  const files = writeReport(run, options.report, await earlierDrills(session));
  writeResult(io, options.output, { ...outcome, report: files, isInJournal }, () =>
    renderText(toTimeline(run), io.colours),
  );
  const failed = outcome.legs.find((leg) => !isDone(leg));
  if (failed) {
    const request = { operation: 'switchover', to: failed.to, reason: options.reason } as const;
    const ended = { request, outcome: failed.outcome };
    io.err(renderOutcome(settings, ended, paint, (each) => commandLine(settings, each)));
    if (outcome.legs.length > 1) io.err(`The drill did not switch back: the clients use ${otherCluster(failed.to)}.`);
  }
  io.err(`Report: ${files.join(', ')}`);
  io.exitCode = exitCode(outcome);
}

/** @throws CliError outside the window */
function checkWindow({ settings }: Session): void {
  const { window } = settings.drill;
  if (window === undefined || isInside(window, new Date())) return;
  throw new CliError(
    EXIT.refused,
    `The drill window of ${settings.name} is closed (${describeWindow(window)}). Wait for it, or change drill.window.`,
  );
}

/** @throws CliError when the pair is not healthy or an operation is running */
function healthyPrimary({ healthy, primary, problems, underWay }: PairStatus): 'home' | 'away' {
  if (healthy && primary !== undefined && underWay === undefined) return primary;
  const why = underWay === undefined ? problems.map(({ text }) => text) : [`an operation is running: ${underWay}`];
  throw new CliError(
    EXIT.refused,
    `A drill needs a healthy pair. Nothing was changed. Fix this first:\n${why.map((each) => `  - ${each}`).join('\n')}`,
  );
}

/** @throws CliError if the drill could not switch back */
function requireLink({ replication }: PairStatus): void {
  if (replication?.linksAgain ?? true) return;
  throw new CliError(
    EXIT.refused,
    'After a switchover a person has to make the old primary of this pair a secondary again, so that a drill could not ' +
      `switch back. Nothing was changed. ${LINKS_AGAIN_REMEDY}`,
  );
}

async function agree({ io, settings }: Session, primary: 'home' | 'away'): Promise<void> {
  requireTerminal(io);
  const { rtoSeconds } = targetsOf(settings);
  const other = otherCluster(primary);
  io.err(
    `A drill of ${settings.name} moves the primary from ${primary} (${settings[primary].region}) to ${other} ` +
      `(${settings[other].region}) and back.\n` +
      `  Possible loss: none. A switchover waits for every write, or is undone.\n` +
      `  Clients are not served for some seconds, twice. The target is at most ${rtoSeconds} s each.`,
  );
  await confirm(io, `\nDrill ${settings.name} now?`);
}

function probeKind({ io, settings }: Session): ProbeKind {
  const token = io.env[TOKEN_VARIABLE];
  if (!token) return new HealthCheck();
  return new WriteCheck(settings.drill.probePath ?? DEFAULT_PROBE_PATH, new Secret(token));
}

/** Puts what was measured into the journal. The report exists without it, so a journal that does not answer is no failure. */
async function keep(session: Session<Options>, outcome: DrillOutcome): Promise<boolean> {
  const failure = await keepDrill(session, recordOf(outcome, newActor()));
  if (failure !== undefined) session.io.err(`The drill is not in the journal (${failure}). Keep the report.`);
  return failure === undefined;
}

/** The drills of the journal with this one, newest first, as far as its tables answer. */
async function earlierDrills({ aws, settings }: Session<Options>): Promise<readonly DrillRecord[]> {
  return (await new JournalReader(aws.tables(), settings.journalTable).readDrills(MOST_DRAWN)).drills;
}

/** @returns the paths of the files: HTML page, SVG picture, JSON data */
function writeReport(run: DrillRun, folder: string, drills: readonly DrillRecord[]): string[] {
  const { environment, startedAt } = run.outcome;
  const timeline = toTimeline(run);
  const base = join(folder, `${environment}-${startedAt.replace(/\.\d+Z$/, 'Z').replaceAll(/[-:]/g, '')}`);
  const contents = {
    html: renderHtml(timeline, [{ title: 'Drills over time', body: renderDrillsSection(drills) }]),
    svg: renderPicture(timeline),
    json: `${JSON.stringify({ version: DOCUMENT_VERSION, ...run.outcome, timeline }, undefined, 2)}\n`,
  };
  mkdirSync(folder, { recursive: true });
  return Object.entries(contents).map(([extension, content]) => {
    const file = `${base}.${extension}`;
    writeFileSync(file, content);
    return file;
  });
}

function exitCode({ verdict, legs }: DrillOutcome): ExitCode {
  if (verdict === 'met') return EXIT.done;
  if (verdict === 'missed') return EXIT.failed;
  const last = legs.at(-1);
  const code = last === undefined ? EXIT.failed : exitCodeOf(last.outcome);
  // The first switchover was done, so something has changed.
  return legs.length > 1 && code !== EXIT.unknown ? EXIT.partly : code;
}
