import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes';
import type { Io } from '../io';
import { readPairStatus } from '../operations/pair-status';
import { writeResult } from '../render/document';
import { renderStatus } from '../render/status';
import { inSession, type Session } from '../session';
import { helpText, parseSeconds } from './options';

interface Options {
  /** `true` when given without a number. */
  readonly watch?: number | true;
  readonly check?: boolean;
}

const DEFAULT_INTERVAL_SECONDS = 2;
/** Moves the cursor to the top left corner and clears the screen. */
const CLEAR = '\u001b[H\u001b[J';

export function register(program: Command, io: Io): void {
  program
    .command('status')
    .summary('show both clusters, weights, tokens and the answers of the name servers')
    .description(
      'Reads both clusters from both regions. Shows what is wrong and which command to run. Changes nothing.',
    )
    .argument('[environment]', 'same as --env')
    .option('-w, --watch [seconds]', 'repeat until Ctrl-C (default: every 2 seconds)', parseSeconds)
    .option('--check', 'exit with 1 when something is wrong')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr status prod', 'show which cluster is primary, and any problems'],
        ['vault-dr status prod --watch', 'keep it up to date'],
        ['vault-dr status prod --check -o json', 'for a script'],
      ]),
    )
    .action(inSession<Options>(io, status));
}

async function status(session: Session<Options>): Promise<void> {
  const { watch } = session.options;
  if (watch === undefined) return show(session);
  const stopped = new AbortController();
  const stopListening = session.io.onInterrupt(() => stopped.abort());
  session.io.unread.addEventListener('abort', () => stopped.abort());
  const intervalMs = (watch === true ? DEFAULT_INTERVAL_SECONDS : watch) * 1000;
  while (!stopped.signal.aborted) {
    await show(session, session.io.isTty ? CLEAR : '');
    await sleep(intervalMs, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
  stopListening();
}

async function show(session: Session<Options>, before = ''): Promise<void> {
  const { io, options, settings, paint } = session;
  const pair = await readPairStatus(session);
  writeResult(io, options.output, pair, () => `${before}${renderStatus(settings, pair, paint)}`);
  const isUnknown = Object.keys(pair.clusters).length === 0;
  io.exitCode = isUnknown || (options.check && !pair.healthy) ? EXIT.failed : EXIT.done;
}
