import { otherCluster } from '../../functions/shared/contract';
import { CliError, EXIT, type ExitCode } from '../exit-codes';
import { askToAccept, mayAsk } from '../operations/consent';
import { DEFAULT_VIA } from '../operations/operation-engine';
import { runAccepted, showDryRun, type EndedRun } from '../operations/operate';
import { beginRun, type OperatorRequest } from '../operations/request';
import { exitCodeOf, refusalIn, type Refused } from '../operations/run-outcome';
import { writeResult } from '../render/document';
import { outcomeDocument, renderOutcome, renderRefusal } from '../render/outcome';
import { planIn } from '../render/plan';
import type { Session } from '../session';
import { BreakGlassEngine, onlySettles, type BreakGlassOptions } from './engine';
import { readShares } from './key-shares';
import { tokensNeededBy } from './planned-calls';
import type { Discarded } from './share-credentials';
import { holdersOf } from './share-prompts';

type BreakGlassSession = Session<BreakGlassOptions>;

/** Runs an operation without a Lambda and without a stored operation token, with tokens from key shares. */
export async function breakGlass(session: BreakGlassSession, request: OperatorRequest): Promise<void> {
  const { io, options } = session;
  // Checks the request before any share is read.
  const { to } = beginRun(request, { dryRun: options.dryRun === true }).parsed;
  const holders = holdersOf(io, readShares(io, options.keyFile ?? []));
  warn(session);
  const engine = new BreakGlassEngine(session, holders, to ?? DEFAULT_VIA);
  try {
    if (options.dryRun) return await showDryRun(session, engine, request);
    const first = await runAccepted(session, engine, request);
    const runs = [first, ...(await rejoinAfterFailover(session, engine, first))];
    report(session, engine, runs, await engine.credentials.discard());
  } finally {
    await engine.credentials.discard(); // Has nothing to do unless an error was thrown.
    engine.close();
  }
}

function warn({ io, options, settings, paint }: BreakGlassSession): void {
  if (options.withoutLease) {
    const text = 'If no lease table answers, nothing prevents another operation at the same time.';
    io.err(paint('warn', `${text} Make sure that nobody else is working on ${settings.name}.`));
  }
  if (options.moveNameByHand) {
    io.err(paint('warn', `Route 53 is not called. You will be told when and how to move ${settings.clientName}.`));
  }
}

/** After a failover, makes the old primary follow if it answers. Otherwise that is left for a later rejoin. */
async function rejoinAfterFailover(
  session: BreakGlassSession,
  engine: BreakGlassEngine,
  { request: { operation, reason }, outcome }: EndedRun,
): Promise<EndedRun[]> {
  const isLeft =
    outcome.kind === 'result' && outcome.result.outcome === 'done' && outcome.result.left.includes('rejoin');
  if (operation !== 'failover' || !isLeft) return [];
  let request: OperatorRequest = { operation: 'rejoin' };
  let planned = await engine.plan(beginRun(request));
  const refused = refusalIn(planned);
  if (refused && refused.needs.length > 0) {
    const accepted = await askToDiscard(session, engine, refused, reason);
    if (!accepted) return [];
    request = accepted;
    planned = await engine.plan(beginRun(request));
  }
  const plan = planIn(planned);
  if (plan?.kind !== 'act' || onlySettles(planned)) return [];
  if (tokensNeededBy(plan).vaultToken && !engine.credentials.vaultToken) {
    session.io.err('VAULT_TOKEN is not set, and linking the old primary needs it. Run rejoin later.');
    return [];
  }
  return [{ request, outcome: await engine.run(beginRun(request), planned) }];
}

/** @returns the request that accepts the loss; `undefined` if the rejoin is left for later */
async function askToDiscard(
  session: BreakGlassSession,
  { wording: { commandOf } }: BreakGlassEngine,
  refused: Refused,
  reason: string | undefined,
): Promise<OperatorRequest | undefined> {
  const { io, paint } = session;
  const request: OperatorRequest = { operation: 'rejoin' };
  if (!mayAsk(session)) {
    io.err(renderRefusal(request, refused, paint, commandOf));
    return undefined;
  }
  try {
    return await askToAccept(session, { ...request, ...(reason !== undefined && { reason }) }, refused, commandOf);
  } catch (error) {
    // The failover itself is done, whatever the operator answers here.
    if (!(error instanceof CliError)) throw error;
    io.err('The old primary is not changed. Run rejoin later.');
    return undefined;
  }
}

/** Writes the outcome of all operations and sets the exit code. */
function report(
  { io, options, settings, paint }: BreakGlassSession,
  { wording: { commandOf } }: BreakGlassEngine,
  runs: readonly EndedRun[],
  discarded: readonly Discarded[],
): void {
  const document = {
    operations: runs.map((run) => outcomeDocument(run, commandOf)),
    operationTokens: discarded,
  };
  writeResult(io, options.output, document, () =>
    [
      ...runs.map((run) => renderOutcome(settings, run, paint, commandOf)),
      ...discarded.map((token) => `  ${TOKEN_TEXTS[token.outcome](token)}`),
    ].join('\n'),
  );
  io.exitCode = exitCodeOfAll(runs);
}

/** If the first operation is done, a later one that fails makes the whole partly done. A refused one is left for later. */
function exitCodeOfAll([first, ...later]: readonly EndedRun[]): ExitCode {
  const code = first ? exitCodeOf(first.outcome) : EXIT.failed;
  if (code !== EXIT.done) return code;
  return later.every(({ outcome }) => outcome.kind === 'refused' || exitCodeOf(outcome) === EXIT.done)
    ? EXIT.done
    : EXIT.partly;
}

const TOKEN_TEXTS: Readonly<Record<Discarded['outcome'], (discarded: Discarded) => string>> = {
  deleted: ({ cluster }) => `The operation token of ${cluster} was deleted.`,
  promoted: ({ cluster }) =>
    `The operation token of ${cluster} was not deleted: ${cluster} is a primary now, which accepts no operation token.`,
  failed: ({ cluster, detail }) =>
    `The operation token of ${cluster} could not be deleted (${detail}). It does not expire, but no copy of it exists, ` +
    `and it is not valid at ${otherCluster(cluster)}.`,
};
