import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan, Stage } from '../../functions/dr-operations/steps';
import { CLUSTER_NAMES, otherCluster } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { PlannedCall, PlannedStep } from './calls';
import { describeCluster } from './cluster';
import { describeHeard } from './hearing';
import { describeLoss, lossName, lossOf, mayLose } from './loss';
import type { Paint } from './paint';

/** What an operation is about to do, for the person who has to say yes: which clusters, what may be lost, which steps. */
export function renderPlan(
  settings: EnvironmentSettings,
  result: OperationResult,
  stages: readonly Stage[],
  paint: Paint,
): string {
  const { operation, to, before, weights, possibleLoss, plan, warnings } = result;
  const what =
    to === undefined || operation === 'rejoin'
      ? 'the returned cluster follows the one with the clients'
      : `${to} (${settings[to].region}) becomes primary instead of ${otherCluster(to)} (${settings[otherCluster(to)].region})`;
  const accepted = plan?.kind === 'act' ? (plan.accepted ?? []) : [];
  return [
    `${paint('strong', `${operation} of ${settings.name}`)}: ${what}`,
    '',
    ...CLUSTER_NAMES.map(
      (name) =>
        `  ${name}  ${settings[name].address}  ${describeCluster(before[name])}` +
        (weights === undefined ? '' : `, weight ${weights[name]}`),
    ),
    '',
    ...describeHeard(result).map((text) => `  ${text}`),
    ...(to === undefined && possibleLoss === undefined ? [] : [renderLoss(result, paint), '']),
    ...accepted.map(({ accept, reason }) => paint('warn', `  Accepted: ${accept} (${reason})`)),
    ...(accepted.length > 0 ? [''] : []),
    ...stages.map(
      (stage, index) =>
        `  ${index + 1}. ` +
        stage.map(({ kind, cluster, reason }) => `${kind} ${cluster} ${paint('dim', `(${reason})`)}`).join(', '),
    ),
    ...warnings.map((warning) => paint('warn', `  Warning: ${warning}`)),
  ].join('\n');
}

function renderLoss({ operation, possibleLoss }: OperationResult, paint: Paint): string {
  const isBad = possibleLoss === undefined || mayLose({ operation, possibleLoss });
  return `  ${lossName(operation)}: ${paint(isBad ? 'bad' : 'good', describeLoss(lossOf(operation, possibleLoss)))}`;
}

const LAMBDAS_TOKEN = 'Calls of Vault carry the operation token as X-Vault-Token.';

/**
 * What a dry run says: the exact calls, in their order.
 *
 * @param note which token goes where
 */
export function renderCalls(
  steps: readonly (readonly PlannedStep[])[],
  paint: Paint,
  note: string = LAMBDAS_TOKEN,
): string {
  const lines = steps.flatMap((stage, index) =>
    stage.flatMap((step, place) => [
      `${place === 0 ? `${index + 1}.`.padEnd(3) : '  &'} ${paint('strong', `${step.kind} ${step.cluster}`)}  ${paint('dim', step.reason)}`,
      ...step.calls.map((call) => `      ${renderCall(call)}`),
    ]),
  );
  return [...lines, '', paint('dim', `Steps joined by & run side by side. ${note}`)].join('\n');
}

const renderCall = ({ service, call, at, body, until, onlyIf }: PlannedCall): string =>
  [
    service === 'Vault' ? call.replace(' ', ` ${at}`) : `${service} ${call} ${at}`,
    ...(body && Object.keys(body).length > 0 ? [JSON.stringify(body)] : []),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(onlyIf === undefined ? [] : [`only if ${onlyIf}`]),
  ].join('  ');

/** The stages of a plan that acts; none of any other. */
export const stagesOf = (plan: Plan | undefined): readonly Stage[] => (plan?.kind === 'act' ? plan.stages : []);
