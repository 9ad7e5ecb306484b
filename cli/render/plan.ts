import { isTakeover } from '../../functions/dr-operations/contract';
import type { OperationRequest } from '../../functions/dr-operations/event';
import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan, Round } from '../../functions/dr-operations/steps';
import { CLUSTER_NAMES, otherCluster } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { RunOutcome } from '../operations/run-outcome';
import type { PlannedCall, PlannedStep } from './calls';
import type { Paint } from './paint';
import { describeCluster, describeHeartbeat, describeLoss, lossName, lossOf, mayLose } from './phrases';

/** The plan in the outcome of a dry run. */
export const planIn = (outcome: RunOutcome | undefined): Plan | undefined =>
  outcome?.kind === 'result' ? outcome.result.plan : undefined;

/** The rounds of a plan that acts; none for any other plan. */
export const roundsOf = (plan: Plan | undefined): readonly Round[] => (plan?.kind === 'act' ? plan.rounds : []);

/** A plan for the operator who has to confirm it: both clusters, the possible loss, what was accepted, and the steps. */
export function renderPlan(settings: EnvironmentSettings, result: OperationResult, paint: Paint): string {
  const { operation, to, before, weights, possibleLoss, plan, warnings } = result;
  const what =
    to === undefined || !isTakeover(operation)
      ? (WITHOUT_TAKEOVER[operation] ?? 'the roles stay as they are')
      : `${to} (${settings[to].region}) becomes primary instead of ${otherCluster(to)} (${settings[otherCluster(to)].region})`;
  const accepted = plan?.kind === 'act' ? (plan.accepted ?? []) : [];
  return [
    `${paint('strong', `${operation} of ${settings.name}`)}: ${what}`,
    '',
    ...CLUSTER_NAMES.map(
      (name) =>
        `  ${name}  ${settings[name].address}  ${describeCluster(before[name], settings.replication)}` +
        (weights === undefined ? '' : `, weight ${weights[name]}`),
    ),
    '',
    ...describeHeartbeat(result).map((text) => `  ${text}`),
    ...(possibleLoss === undefined && !isTakeover(operation) ? [] : [renderLoss(result, paint), '']),
    ...accepted.map(({ accept, reason }) => paint('warn', `  Accepted: ${accept} (${reason})`)),
    ...(accepted.length > 0 ? [''] : []),
    ...roundsOf(plan).map(
      (round, index) =>
        `  ${index + 1}. ` +
        round.map(({ kind, cluster, reason }) => `${kind} ${cluster} ${paint('dim', `(${reason})`)}`).join(', '),
    ),
    ...[...warnings.map(({ text }) => text), ...cautions(settings, result)].map((text) =>
      paint('warn', `  Warning: ${text}`),
    ),
  ].join('\n');
}

/** What an operation does that makes no other cluster primary. */
const WITHOUT_TAKEOVER: Readonly<Partial<Record<OperationResult['operation'], string>>> = {
  rejoin: 'the old primary follows the cluster that has the clients',
  fence: 'the old one of two primaries is demoted, and keeps its data',
  'dns-switch': 'the client name moves to the cluster that took over, and the roles stay as they are',
};

/** What an operator should know before a failover, which does not need the primary to answer. */
export function cautions({ name }: EnvironmentSettings, { operation, to, before }: OperationResult): string[] {
  if (operation !== 'failover' || to === undefined) return [];
  const old = otherCluster(to);
  const { role, observation } = before[old];
  if (role === 'gone')
    return [
      `${old} cannot be reached from here, but may still serve clients that reach it. ` +
        'Fence it if you can, for example with a security group.',
    ];
  const isHealthy =
    role === 'primary' && observation.kind === 'up' && observation.serving && before[to].role === 'secondary';
  return isHealthy ? [`${old} is healthy. A switchover loses nothing: vault-dr switchover ${name}`] : [];
}

function renderLoss({ operation, possibleLoss }: OperationResult, paint: Paint): string {
  const isBad = possibleLoss === undefined || mayLose({ operation, possibleLoss });
  return `  ${lossName(operation)}: ${paint(isBad ? 'bad' : 'good', describeLoss(lossOf(operation, possibleLoss)))}`;
}

/** The question that confirms a plan. */
export function renderQuestion(
  { name, clientName }: EnvironmentSettings,
  { operation, to }: Pick<OperationRequest, 'operation' | 'to'>,
  result: OperationResult,
  suffix = '',
): string {
  if (to !== undefined && isTakeover(operation))
    return `Make ${to} the primary of ${name} and move ${clientName} to it${suffix}?`;
  const discarded = mayLose(result)
    ? `, and discard what only one cluster has (${describeLoss(result.possibleLoss)})`
    : '';
  return `Run ${operation} on ${name}${discarded}${suffix}?`;
}

/**
 * The exact calls of a plan, in their order.
 *
 * @param rounds steps in one inner list run in parallel
 * @param note which token goes where
 */
export function renderCalls(rounds: readonly (readonly PlannedStep[])[], paint: Paint, note: string): string {
  const lines = rounds.flatMap((round, index) =>
    round.flatMap((step, place) => [
      `${place === 0 ? `${index + 1}.`.padEnd(3) : '  &'} ${paint('strong', `${step.kind} ${step.cluster}`)}  ${paint('dim', step.reason)}`,
      ...step.calls.map((call) => `      ${renderCall(call)}`),
    ]),
  );
  return [...lines, '', paint('dim', `Steps joined by & run in parallel. ${note}`)].join('\n');
}

const renderCall = ({ service, call, at, body, until, onlyIf }: PlannedCall): string =>
  [
    service === 'Vault' ? call.replace(' ', ` ${at}`) : `${service} ${call} ${at}`,
    ...(body && Object.keys(body).length > 0 ? [JSON.stringify(body)] : []),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(onlyIf === undefined ? [] : [`only if ${onlyIf}`]),
  ].join('  ');
