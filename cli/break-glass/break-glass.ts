import type { OperationResult } from '../../functions/dr-operations/result';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import { CliError, EXIT, UsageError } from '../exit-codes';
import { endingOf, type Ending } from '../operations/ending';
import { askToAccept, mayAsk } from '../operations/consent';
import { discards } from '../operations/operate';
import { refusalIn } from '../operations/refusal';
import { beginRun, type OperationRequest, type OperationRun } from '../operations/request';
import { writeResult } from '../render/document';
import { describeLoss, lossOf } from '../render/loss';
import { renderCalls, renderPlan, stagesOf } from '../render/plan';
import type { Session } from '../session';
import { glassCalls, needsOf } from './calls';
import { carryOut, type GlassEnding } from './carry-out';
import { glassCommand } from './command';
import { Glass, type GlassOptions } from './glass';
import { readShares } from './key-shares';
import type { ShareHolders } from './make-token';
import { holdersAt, readVaultToken } from './people';
import { tellReport } from './report';

export interface BreakGlassOptions extends GlassOptions {
  readonly keyFile?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export type GlassSession = Session<BreakGlassOptions>;

/** Where a rejoin keeps its lease: it leads nowhere. */
const DEFAULT_REGION: ClusterName = 'away';

const NOTE =
  'VAULT_TOKEN goes as X-Vault-Token where a primary is asked; a secondary gets its operation token in the body.';

/**
 * An operation without a Lambda and without an operation token: the engine in this process, with tokens made from key
 * shares. Plan, lease and journal are the same; what AWS cannot do, the operator says with an option of its own.
 */
export async function breakGlass(session: GlassSession, request: OperationRequest): Promise<void> {
  const { io, options } = session;
  const { to } = beginRun(request, { dryRun: options.dryRun === true });
  const holders = holdersAt(io, readShares(io, options.keyFile ?? []));
  warn(session);
  const glass = new Glass(session, to ?? DEFAULT_REGION, holders);
  try {
    if (options.dryRun) return await dryRun(session, glass, request);
    const endings = await runAccepted(session, glass, request, holders);
    tellReport(session, endings, await glass.credentials.discard());
  } finally {
    await glass.credentials.discard(); // nothing is left to do here unless something threw
    glass.close();
  }
}

async function dryRun(session: GlassSession, glass: Glass, request: OperationRequest): Promise<void> {
  const planned = await glass.planSettled(beginRun(request, { dryRun: true }));
  const refusal = refusalIn(planned);
  if (refusal ?? planned.kind !== 'result') return tellReport(session, [{ request, ending: refusal ?? planned }], []);
  showCalls(session, planned.result);
}

/** Where it is refused for what a person may accept, the person at the terminal is asked to. */
async function runAccepted(
  session: GlassSession,
  glass: Glass,
  request: OperationRequest,
  holders: ShareHolders,
): Promise<GlassEnding[]> {
  let asked = request;
  for (let hasConsented = false; ; hasConsented = true) {
    const endings = await planAndRun(session, glass, { request: asked, holders, hasConsented });
    const refused = endings[0]?.ending;
    const { accept } = asked;
    const isOpen = refused?.kind === 'refused' && refused.needs.some((name) => !accept?.includes(name));
    if (!isOpen || !mayAsk(session)) return endings;
    asked = await askToAccept(session, asked, refused, (what) => glassCommand(session, what));
  }
}

interface Asked {
  readonly request: OperationRequest;
  readonly holders: ShareHolders;
  /** The operator has just named what he accepts: the plan is shown, and not asked about again. */
  readonly hasConsented: boolean;
}

async function planAndRun(
  session: GlassSession,
  glass: Glass,
  { request, holders, hasConsented }: Asked,
): Promise<GlassEnding[]> {
  const run = beginRun(request);
  const planned = await glass.planSettled(run);
  const refusal = refusalIn(planned);
  if (refusal ?? planned.kind !== 'result') return [{ request, ending: refusal ?? planned }];
  const { result } = planned;
  const { settings, io, paint } = session;
  if (hasConsented) io.err(renderPlan(settings, result, stagesOf(result.plan), paint));
  else if (stagesOf(result.plan).length > 0) await agree(session, run, result);
  return act(session, glass, { request, run, result, holders });
}

function warn({ io, options, settings, paint }: GlassSession): void {
  if (options.withoutLease) {
    const text = 'Where no lease table answers, nothing keeps another operation from acting at the same time.';
    io.err(paint('warn', `${text} Be sure that nobody else is at work on ${settings.name}.`));
  }
  if (options.moveNameByHand) {
    io.err(paint('warn', `Route 53 is not asked: you will be told when to move ${settings.clientName}, and how.`));
  }
}

function showCalls({ io, options, settings, paint }: GlassSession, result: OperationResult): void {
  const { plan, before } = result;
  const calls = plan?.kind === 'act' ? glassCalls(settings, plan, before) : [];
  writeResult(io, options.output, { ...result, calls }, () =>
    calls.length === 0
      ? `Nothing to do: ${result.summary}.`
      : [renderPlan(settings, result, stagesOf(plan), paint), '', renderCalls(calls, paint, NOTE)].join('\n'),
  );
}

/** @throws CliError when the operator says no */
async function agree(session: GlassSession, { to, event }: OperationRun, result: OperationResult): Promise<void> {
  const { io, options, settings, paint } = session;
  if (options.yes) return;
  if (!io.isTty) throw new UsageError('Nobody is here to say yes: give --yes, or look first with --dry-run.');
  io.err(renderPlan(settings, result, stagesOf(result.plan), paint));
  const question =
    to === undefined || event.operation === 'rejoin'
      ? `Run ${event.operation} on ${settings.name}${discards(result)}?`
      : `Make ${to} the primary of ${settings.name} instead of ${otherCluster(to)}, with key shares ` +
        `(possible loss: ${describeLoss(lossOf(event.operation, result.possibleLoss))})?`;
  const answer = await io.ask(`\n${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) throw new CliError(EXIT.failed, 'Nothing was changed.');
}

interface Planned {
  readonly request: OperationRequest;
  readonly run: OperationRun;
  readonly result: OperationResult;
  readonly holders: ShareHolders;
}

/** What key shares and tokens make impossible is an ending like any other. */
async function act(
  session: GlassSession,
  glass: Glass,
  { request, run, result, holders }: Planned,
): Promise<GlassEnding[]> {
  try {
    glass.credentials.vaultToken = await readVaultToken(session.io, needsOf(result.plan).header);
    return await carryOut(session, glass, { request, run, result, holders });
  } catch (error) {
    const ending: Ending | undefined = error instanceof VaultDrError ? endingOf(error.name, error.message) : undefined;
    if (!ending) throw error;
    return [{ request, ending }];
  }
}
