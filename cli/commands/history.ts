import { writeFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import type { ClusterName } from '../../functions/shared/contract';
import { CliError, EXIT, UsageError } from '../exit-codes';
import type { Io } from '../io';
import { JournalReader, markDied, type ShownOperation } from '../operations/journal-reader';
import { writeResult } from '../render/document';
import { renderDrills } from '../render/drills';
import { renderEntry, renderHistory } from '../render/history';
import { renderDrillsPage } from '../report/drills-page';
import { inSession, type Session } from '../session';
import { helpText } from './options';

interface Options {
  readonly limit: number;
  readonly id?: string;
  readonly drills?: boolean;
  readonly html?: string;
}

const DEFAULT_LIMIT = 20;
const MOST = 100_000;
/** Number of operations that an error lists. */
const MOST_LISTED = 10;

export function register(program: Command, io: Io): void {
  program
    .command('history')
    .summary('show past operations: who ran them, why, and how they ended')
    .description(
      'Reads the journal from the tables of both regions: the operations, or with --drills what drills have measured.',
    )
    .argument('[environment]', 'same as --env')
    .option('-n, --limit <number>', 'maximum number of operations, newest first', parseLimit, DEFAULT_LIMIT)
    .option('--id <operation>', 'show one operation with its steps; the first characters of its id are enough')
    .option('--drills', 'show the time and the loss that drills have measured, against the targets')
    .option('--html <file>', 'with --drills: write a page with a plot and a table')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr history prod', 'show the last twenty operations'],
        ['vault-dr history prod --id 3f2a', 'show the steps of one operation'],
        ['vault-dr history prod -n 500 -o json', 'for an audit'],
        ['vault-dr history prod --drills --html drills.html', 'RTO and RPO over time, against the targets'],
      ]),
    )
    .action(inSession<Options>(io, history));
}

async function history(session: Session<Options>): Promise<void> {
  const { io, options, settings, aws, paint } = session;
  const { id, limit } = options;
  if (options.drills) return drillHistory(session);
  if (options.html !== undefined) throw new UsageError('--html writes a page of the drills. Add --drills.');
  const view = await new JournalReader(aws.tables(), settings.journalTable).read(id === undefined ? limit : Infinity);
  reportSilent(session, view.silent);
  const entries = view.entries.map((entry) => markDied(entry, view, Date.now()));
  if (id === undefined) {
    return writeResult(io, options.output, { operations: entries }, () => renderHistory(entries, paint));
  }
  const entry = onlyOne(entries, id);
  writeResult(io, options.output, entry, () => renderEntry(entry, paint));
}

async function drillHistory(session: Session<Options>): Promise<void> {
  const { io, options, settings, aws, paint } = session;
  if (options.id !== undefined) throw new UsageError('--id names an operation. Leave out --drills.');
  const view = await new JournalReader(aws.tables(), settings.journalTable).readDrills(options.limit);
  reportSilent(session, view.silent);
  const { drills } = view;
  if (options.html !== undefined) {
    writeFileSync(options.html, renderDrillsPage(settings.name, drills));
    io.err(`Page: ${options.html}`);
  }
  writeResult(io, options.output, { drills }, () => renderDrills(drills, paint));
}

/** @throws CliError if no table answers */
function reportSilent({ io, settings }: Session, silent: readonly ClusterName[]): void {
  if (silent.length > 1) {
    throw new CliError(
      EXIT.failed,
      `The table ${settings.journalTable} cannot be read in either region. Check your AWS credentials and dynamodb:Query.`,
    );
  }
  for (const cluster of silent)
    io.err(`The table in the region of ${cluster} does not answer. Entries that only that table has are missing.`);
}

/** @throws CliError when no operation has an id that begins so, or several have */
function onlyOne(entries: readonly ShownOperation[], id: string): ShownOperation {
  const found = entries.filter(({ operationId }) => operationId.startsWith(id));
  const [entry, ...others] = found;
  if (!entry) throw new CliError(EXIT.failed, `The journal has no operation whose id begins with ${id}.`);
  if (others.length === 0) return entry;
  const lines = found
    .slice(0, MOST_LISTED)
    .map((each) => `  ${each.operationId}  ${each.startedAt}  ${each.operation}`);
  throw new UsageError(
    `${found.length} operations have an id that begins with ${id}. Give more of its characters:\n${lines.join('\n')}`,
  );
}

function parseLimit(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > MOST) {
    throw new InvalidArgumentError(`Give a whole number from 1 to ${MOST}.`);
  }
  return value;
}
