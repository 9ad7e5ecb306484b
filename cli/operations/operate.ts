import type { Plan } from '../../functions/dr-operations/steps';
import { CliError, EXIT, UsageError } from '../exit-codes';
import { callsOf } from '../render/calls';
import { writeResult } from '../render/document';
import { endingDocument, renderEnding } from '../render/ending';
import { renderCalls, renderPlan, stagesOf } from '../render/plan';
import type { Session } from '../session';
import { carryOut, planRun, type RunLimits } from './carry-out';
import { exitCodeOf, type Ending } from './ending';
import { beginRun, type OperationRequest, type OperationRun } from './request';

export interface OperationOptions extends RunLimits {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** An operation from the command line to its exit code: plan, ask, run, tell. */
export async function operate(session: Session<OperationOptions>, request: OperationRequest): Promise<void> {
  const { io, options, settings, paint } = session;
  if (options.dryRun) return showDryRun(session, request);
  const run = beginRun(request);
  const agreed = options.yes ? undefined : await agree(session, run);
  const ending = agreed?.ending ?? (await carryOut(session, run, { ...options, ...agreed }, agreed?.plan));
  writeResult(io, options.output, endingDocument(request, ending), () =>
    renderEnding(settings, request, ending, paint),
  );
  io.exitCode = exitCodeOf(ending);
}

async function showDryRun(session: Session<OperationOptions>, request: OperationRequest): Promise<void> {
  const { io, options, settings, paint } = session;
  const { ending } = await planRun(session, beginRun(request, { dryRun: true }), options);
  const refused = refusalIn(ending) ?? ending;
  if (refused.kind !== 'result') {
    io.exitCode = exitCodeOf(refused);
    const text = (): string => renderEnding(settings, request, refused, paint);
    return writeResult(io, options.output, endingDocument(request, refused), text);
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
async function agree(session: Session<OperationOptions>, run: OperationRun): Promise<Agreed> {
  const { io, options, settings, paint } = session;
  if (!io.isTty) throw new UsageError('Nobody is here to say yes: give --yes, or look first with --dry-run.');
  const { ending, via } = await planRun(session, run, options);
  const refused = refusalIn(ending);
  if (refused) return { via, ending: refused };
  if (ending.kind !== 'result') return { via, ending };
  const { plan } = ending.result;
  if (plan?.kind !== 'act') return { via, ending: asDone(ending) };
  io.err(renderPlan(settings, ending.result, plan.stages, paint));
  const answer = await io.ask(`\n${question(session, run)} [y/N] `);
  if (!/^y(es)?$/i.test(answer)) throw new CliError(EXIT.failed, 'Nothing was changed.');
  return { via, plan };
}

const question = ({ settings }: Session, { event, to }: OperationRun): string =>
  to === undefined
    ? `Run ${event.operation} on ${settings.name}?`
    : `Make ${to} the primary of ${settings.name} and move ${settings.clientName} to it?`;

/** A plan that refuses, as the operation itself would. */
export function refusalIn(ending: Ending): Ending | undefined {
  if (ending.kind !== 'result' || ending.result.plan?.kind !== 'refuse') return undefined;
  const { reason, lift } = ending.result.plan;
  return { kind: 'refused', errorType: 'PlanRefusedError', message: `${reason.replace(/\.?$/, '.')} ${lift}`.trim() };
}

/** A dry run that had nothing to do is what the operation would have been. */
function asDone(ending: Ending & { kind: 'result' }): Ending {
  const { plan, ...result } = ending.result;
  return { kind: 'result', result: { ...result, outcome: 'done', left: plan?.kind === 'done' ? plan.left : [] } };
}
