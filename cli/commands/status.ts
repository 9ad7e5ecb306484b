import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes';
import type { Io } from '../io';
import { readPairStatus, type PairStatus } from '../operations/pair-status';
import { writeResult } from '../render/document';
import { linesThatFit } from '../render/paint';
import { renderStatus, waitingFor } from '../render/status';
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
    .summary('show both clusters, what a failover would lose now, weights, tokens, name servers')
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
  const { columns } = io;
  const text = (pair: PairStatus, awaited: readonly string[] = []): string =>
    renderStatus(settings, pair, paint, { columns, awaited });
  const pair = await readPairStatus(session, (partial, awaited) => {
    if (options.output !== 'table') io.err(waitingFor(awaited));
    else if (before !== '') io.out(`${before}${text(partial, awaited)}`);
    else if (io.isTty) io.draw(linesThatFit(text(partial, awaited), columns));
    else io.err(`${text(partial, awaited)}\n`);
  });
  if (io.isTty) io.draw([]);
  writeResult(io, options.output, pair, () => `${before}${text(pair)}`, { oneLine: options.watch !== undefined });
  const isUnknown = pair.problems.some(({ kind }) => kind === 'nothing-known');
  io.exitCode = isUnknown || (options.check && !pair.healthy) ? EXIT.failed : EXIT.done;
}
