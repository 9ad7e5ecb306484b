import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan, Stage } from '../../functions/dr-operations/steps';
import { CLUSTER_NAMES, otherCluster } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { PlannedCall, PlannedStep } from './calls';
import { describeCluster } from './cluster';
import { describeLoss, lossOf } from './loss';
import type { Paint } from './paint';

/** What an operation is about to do, for the person who has to say yes: which clusters, what may be lost, which steps. */
export function renderPlan(
  settings: EnvironmentSettings,
  { operation, to, before, weights, possibleLoss, warnings }: OperationResult,
  stages: readonly Stage[],
  paint: Paint,
): string {
  const what =
    to === undefined
      ? 'the returned cluster follows the one with the clients'
      : `${to} (${settings[to].region}) becomes primary instead of ${otherCluster(to)} (${settings[otherCluster(to)].region})`;
  const loss = lossOf(operation, possibleLoss);
  return [
    `${paint('strong', `${operation} of ${settings.name}`)}: ${what}`,
    '',
    ...CLUSTER_NAMES.map(
      (name) =>
        `  ${name}  ${settings[name].address}  ${describeCluster(before[name])}` +
        (weights === undefined ? '' : `, weight ${weights[name]}`),
    ),
    '',
    ...(to === undefined
      ? []
      : [`  Possible loss: ${paint(loss?.kind === 'none' ? 'good' : 'bad', describeLoss(loss))}`, '']),
    ...stages.map(
      (stage, index) =>
        `  ${index + 1}. ` +
        stage.map(({ kind, cluster, reason }) => `${kind} ${cluster} ${paint('dim', `(${reason})`)}`).join(', '),
    ),
    ...warnings.map((warning) => paint('warn', `  Warning: ${warning}`)),
  ].join('\n');
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

const renderCall = ({ service, call, at, body, until }: PlannedCall): string =>
  [
    service === 'Vault' ? call.replace(' ', ` ${at}`) : `${service} ${call} ${at}`,
    ...(body && Object.keys(body).length > 0 ? [JSON.stringify(body)] : []),
    ...(until === undefined ? [] : [`until ${until}`]),
  ].join('  ');

/** The stages of a plan that acts; none of any other. */
export const stagesOf = (plan: Plan | undefined): readonly Stage[] => (plan?.kind === 'act' ? plan.stages : []);
