import { otherCluster } from '../../functions/shared/contract';
import { EXIT, type ExitCode } from '../exit-codes';
import { exitCodeOf } from '../operations/ending';
import { writeResult } from '../render/document';
import { endingDocument, renderEnding } from '../render/ending';
import type { CommandOf } from '../render/refusal';
import type { GlassSession } from './break-glass';
import type { GlassEnding } from './carry-out';
import { glassCommand } from './command';
import type { Discarded } from './share-credentials';

/** Tells how everything ended, and sets the exit code. */
export function tellReport(
  session: GlassSession,
  endings: readonly GlassEnding[],
  discarded: readonly Discarded[],
): void {
  const { io, options, settings, paint } = session;
  const commandOf: CommandOf = (request) => glassCommand(session, request);
  const document = {
    operations: endings.map(({ request, ending }) => endingDocument(settings, request, ending, commandOf)),
    operationTokens: discarded,
  };
  writeResult(io, options.output, document, () =>
    [
      ...endings.map(({ request, ending }) => renderEnding(settings, request, ending, paint, commandOf)),
      ...discarded.map((each) => `  ${WORDS[each.outcome](each)}`),
    ].join('\n'),
  );
  io.exitCode = codeOf(endings);
}

/** What comes after an operation that was done can only make the whole partly done; a refusal leaves it for later. */
function codeOf([first, ...later]: readonly GlassEnding[]): ExitCode {
  const code = first ? exitCodeOf(first.ending) : EXIT.failed;
  if (code !== EXIT.done) return code;
  return later.every(({ ending }) => ending.kind === 'refused' || exitCodeOf(ending) === EXIT.done)
    ? EXIT.done
    : EXIT.partly;
}

const WORDS: Readonly<Record<Discarded['outcome'], (discarded: Discarded) => string>> = {
  deleted: ({ cluster }) => `The operation token of ${cluster} is deleted.`,
  promoted: ({ cluster }) =>
    `The operation token of ${cluster} did its work: a primary takes none, and nobody has kept this one.`,
  failed: ({ cluster, detail }) =>
    `The operation token of ${cluster} could not be deleted (${detail}). It has no end of its own, but nobody has ` +
    `kept it; ${otherCluster(cluster)} knows nothing of it.`,
};
