import { confirm, requireTerminal } from '../confirm';
import { writeResult } from '../render/document';
import { outcomeDocument, renderOutcome } from '../render/outcome';
import { planIn, renderCalls, renderPlan, renderQuestion, roundsOf } from '../render/plan';
import type { Session } from '../session';
import { askToAccept, mayAsk, openNeeds } from './consent';
import { openEngine } from './open-engine';
import type { OperationEngine, RunLimits } from './operation-engine';
import { beginRun, type OperationRun, type OperatorRequest } from './request';
import { exitCodeOf, refusalIn, type RunOutcome } from './run-outcome';

export interface OperationOptions extends RunLimits {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type OperationSession = Session<OperationOptions>;

/** A request as it was run in the end, and how the run ended. */
export interface EndedRun {
  readonly request: OperatorRequest;
  readonly outcome: RunOutcome;
}

/** Runs an operation from the command line to its exit code: plan, confirm, run, report. */
export async function operate(session: OperationSession, request: OperatorRequest): Promise<void> {
  const { io, options, settings, paint } = session;
  const engine = openEngine(session, options);
  if (options.dryRun) return showDryRun(session, engine, request);
  const ended = await runAccepted(session, engine, request);
  const { commandOf } = engine.wording;
  writeResult(io, options.output, outcomeDocument(ended, commandOf), () =>
    renderOutcome(settings, ended, paint, commandOf),
  );
  io.exitCode = exitCodeOf(ended.outcome);
}

/** Shows what an operation would do, with its exact calls, or why it would be refused. */
export async function showDryRun(
  session: OperationSession,
  engine: OperationEngine,
  request: OperatorRequest,
): Promise<void> {
  const { io, options, settings, paint } = session;
  const { commandOf, callsOf, tokenNote } = engine.wording;
  const planned = await engine.plan(beginRun(request, { dryRun: true }));
  const outcome = refusalIn(planned) ?? planned;
  if (outcome.kind !== 'result') {
    const ended = { request, outcome };
    io.exitCode = exitCodeOf(outcome);
    return writeResult(io, options.output, outcomeDocument(ended, commandOf), () =>
      renderOutcome(settings, ended, paint, commandOf),
    );
  }
  const { result } = outcome;
  const calls = result.plan?.kind === 'act' ? callsOf(result.plan, result.before) : [];
  writeResult(io, options.output, { ...result, calls }, () =>
    calls.length === 0
      ? `Nothing to do: ${result.summary}.`
      : [renderPlan(settings, result, paint), '', renderCalls(calls, paint, tokenNote)].join('\n'),
  );
}

/** Runs an operation. If checks refuse that the operator may accept, and there is a terminal, asks and runs it again. */
export async function runAccepted(
  session: OperationSession,
  engine: OperationEngine,
  request: OperatorRequest,
): Promise<EndedRun> {
  let accepted = request;
  for (let hasAccepted = false; ; hasAccepted = true) {
    const outcome = await runOnce(session, engine, accepted, hasAccepted);
    const mayAccept = outcome.kind === 'refused' && openNeeds(accepted, outcome).length > 0 && mayAsk(session);
    if (!mayAccept) return { request: accepted, outcome };
    accepted = await askToAccept(session, accepted, outcome, engine.wording.commandOf);
  }
}

/** @param hasAccepted the operator has just accepted what objects, so the plan is shown without another question */
async function runOnce(
  session: OperationSession,
  engine: OperationEngine,
  request: OperatorRequest,
  hasAccepted: boolean,
): Promise<RunOutcome> {
  const { io, options } = session;
  const run = beginRun(request);
  if (!options.yes) requireTerminal(io, 'confirm with --yes, or look first with --dry-run');
  const planned = options.yes && !engine.needsPlan ? undefined : await engine.plan(run);
  const stopped = planned && (refusalIn(planned) ?? (planned.kind === 'result' ? undefined : planned));
  if (stopped) return stopped;
  if (planned && !options.yes) await confirmPlan(session, engine, run, planned, hasAccepted);
  return explain(engine, run, await engine.run(run, planned));
}

/** @throws CliError if the operator does not confirm */
async function confirmPlan(
  { io, settings, paint }: OperationSession,
  { wording }: OperationEngine,
  { parsed }: OperationRun,
  planned: RunOutcome,
  hasAccepted: boolean,
): Promise<void> {
  if (planned.kind !== 'result' || roundsOf(planIn(planned)).length === 0) return;
  io.err(renderPlan(settings, planned.result, paint));
  if (!hasAccepted) await confirm(io, `\n${renderQuestion(settings, parsed, planned.result, wording.questionSuffix)}`);
}

/** The error of a Lambda has only a message. A dry run also tells which checks object, each with its reason. */
async function explain(engine: OperationEngine, run: OperationRun, outcome: RunOutcome): Promise<RunOutcome> {
  if (outcome.kind !== 'refused' || outcome.errorType !== 'PlanRefusedError') return outcome;
  const refused = refusalIn(await engine.plan(run));
  const isSame = refused?.objections !== undefined && outcome.needs.every((name) => refused.needs.includes(name));
  return isSame ? refused : outcome;
}
