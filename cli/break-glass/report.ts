import { otherCluster } from '../../functions/shared/contract';
import { EXIT, type ExitCode } from '../exit-codes';
import { exitCodeOf } from '../operations/ending';
import type { OperationRequest } from '../operations/request';
import { commandLine } from '../render/command-line';
import { writeResult } from '../render/document';
import { endingDocument, renderEnding } from '../render/ending';
import type { GlassSession } from './break-glass';
import type { GlassEnding } from './carry-out';
import type { Discarded } from './share-credentials';

/** Tells how everything ended, and sets the exit code. */
export function tellReport(
  session: GlassSession,
  endings: readonly GlassEnding[],
  discarded: readonly Discarded[],
): void {
  const { io, options, settings, paint } = session;
  const document = {
    operations: endings.map(({ request, ending }) => endingDocument(request, ending)),
    operationTokens: discarded,
  };
  writeResult(io, options.output, document, () =>
    [
      ...endings.map(({ request, ending }) => renderEnding(settings, request, ending, paint, again(session, request))),
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

/** The same command with the same options. It names files, never what is in them. */
function again({ settings, options }: GlassSession, request: OperationRequest): string {
  const flags = [
    ...(options.keyFile ?? []).map((file) => `--key-file ${file}`),
    ...(options.withoutLease ? ['--without-lease'] : []),
    ...(options.moveNameByHand ? ['--move-name-by-hand'] : []),
  ];
  return commandLine(settings, request, ...flags).replace('vault-dr ', 'vault-dr break-glass ');
}

const WORDS: Readonly<Record<Discarded['outcome'], (discarded: Discarded) => string>> = {
  deleted: ({ cluster }) => `The operation token of ${cluster} is deleted.`,
  promoted: ({ cluster }) =>
    `The operation token of ${cluster} did its work: a primary takes none, and nobody has kept this one.`,
  failed: ({ cluster, detail }) =>
    `The operation token of ${cluster} could not be deleted (${detail}). It has no end of its own, but nobody has ` +
    `kept it; ${otherCluster(cluster)} knows nothing of it.`,
};
