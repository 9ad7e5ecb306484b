import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import { CliError, EXIT, UsageError } from '../exit-codes';
import { callsOf } from '../render/calls';
import { writeResult } from '../render/document';
import { endingDocument, renderEnding } from '../render/ending';
import { describeLoss, mayLose } from '../render/loss';
import { renderCalls, renderPlan, stagesOf } from '../render/plan';
import type { Session } from '../session';
import { carryOut, planRun, type RunLimits } from './carry-out';
import { askToAccept, mayAsk } from './consent';
import { exitCodeOf, type Ending } from './ending';
import { refusalIn } from './refusal';
import { beginRun, type OperationRequest, type OperationRun } from './request';

export interface OperationOptions extends RunLimits {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** An operation from the command line to its exit code: plan, ask, run, tell. */
export async function operate(session: Session<OperationOptions>, request: OperationRequest): Promise<void> {
  const { io, options, settings, paint } = session;
  if (options.dryRun) return showDryRun(session, request);
  const { asked, ending } = await runAccepted(session, request);
  writeResult(io, options.output, endingDocument(settings, asked, ending), () =>
    renderEnding(settings, asked, ending, paint),
  );
  io.exitCode = exitCodeOf(ending);
}

/** What was asked for in the end, and how it ended. */
interface Asked {
  readonly asked: OperationRequest;
  readonly ending: Ending;
}

/** Runs an operation. Where it is refused for what a person may accept, the person at the terminal is asked to. */
async function runAccepted(session: Session<OperationOptions>, request: OperationRequest): Promise<Asked> {
  let asked = request;
  for (let hasConsented = false; ; hasConsented = true) {
    const ending = await runOnce(session, asked, hasConsented);
    const isOpen = ending.kind === 'refused' && ending.needs.some((name) => !asked.accept?.includes(name));
    if (!isOpen || !mayAsk(session)) return { asked, ending };
    asked = await askToAccept(session, asked, ending);
  }
}

/** @param hasConsented the operator has just named what he accepts: the plan is shown, and not asked about again */
async function runOnce(
  session: Session<OperationOptions>,
  request: OperationRequest,
  hasConsented: boolean,
): Promise<Ending> {
  const { options } = session;
  const run = beginRun(request);
  const agreed = options.yes ? undefined : await agree(session, run, hasConsented);
  if (agreed?.ending) return agreed.ending;
  const limits = { ...options, ...agreed };
  return explain(session, run, limits, await carryOut(session, run, limits, agreed?.plan));
}

/** A refusal that was thrown says less than a dry run: which checks object, each with its reason. */
async function explain(session: Session, run: OperationRun, limits: RunLimits, ending: Ending): Promise<Ending> {
  if (ending.kind !== 'refused' || ending.errorType !== 'PlanRefusedError') return ending;
  const refused = refusalIn((await planRun(session, run, limits)).ending);
  const isTheSame = refused?.objections !== undefined && ending.needs.every((name) => refused.needs.includes(name));
  return isTheSame ? refused : ending;
}

async function showDryRun(session: Session<OperationOptions>, request: OperationRequest): Promise<void> {
  const { io, options, settings, paint } = session;
  const { ending } = await planRun(session, beginRun(request, { dryRun: true }), options);
  const refused = refusalIn(ending) ?? ending;
  if (refused.kind !== 'result') {
    io.exitCode = exitCodeOf(refused);
    const text = (): string => renderEnding(settings, request, refused, paint);
    return writeResult(io, options.output, endingDocument(settings, request, refused), text);
  }
  const { result } = refused;
  const calls = result.plan?.kind === 'act' ? callsOf(settings, result.plan, result.before) : [];
  writeResult(io, options.output, { ...result, calls }, () =>
    calls.length === 0
      ? `Nothing to do: ${result.summary}.`
      : [renderPlan(settings, result, stagesOf(result.plan), paint), '', renderCalls(calls, paint)].join('\n'),
  );
}

/** What the operator agreed to; `ending` when there is nothing to agree to. */
interface Agreed {
  readonly via: 'home' | 'away';
  readonly plan?: Plan;
  readonly ending?: Ending;
}

/** @throws CliError when the operator says no */
async function agree(session: Session<OperationOptions>, run: OperationRun, hasConsented: boolean): Promise<Agreed> {
  const { io, options, settings, paint } = session;
  if (!io.isTty) throw new UsageError('Nobody is here to say yes: give --yes, or look first with --dry-run.');
  const { ending, via } = await planRun(session, run, options);
  const refused = refusalIn(ending);
  if (refused) return { via, ending: refused };
  if (ending.kind !== 'result') return { via, ending };
  const { plan } = ending.result;
  if (plan?.kind !== 'act') return { via, ending: asDone(ending) };
  io.err(renderPlan(settings, ending.result, plan.stages, paint));
  if (hasConsented) return { via, plan };
  const answer = await io.ask(`\n${question(session, run, ending.result)} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) throw new CliError(EXIT.failed, 'Nothing was changed.');
  return { via, plan };
}

function question({ settings }: Session, { event, to }: OperationRun, result: OperationResult): string {
  if (to !== undefined && event.operation !== 'rejoin')
    return `Make ${to} the primary of ${settings.name} and move ${settings.clientName} to it?`;
  return `Run ${event.operation} on ${settings.name}${discards(result)}?`;
}

/** What a rejoin discards, for its question; empty where that is nothing. */
export const discards = (result: OperationResult): string =>
  mayLose(result) ? `, and discard what only one cluster has (${describeLoss(result.possibleLoss)})` : '';

/** A dry run that had nothing to do is what the operation would have been. */
function asDone(ending: Ending & { kind: 'result' }): Ending {
  const { plan, ...result } = ending.result;
  return { kind: 'result', result: { ...result, outcome: 'done', left: plan?.kind === 'done' ? plan.left : [] } };
}
