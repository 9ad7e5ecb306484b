import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { OperationResult } from '../../functions/dr-operations/result';
import { inTurns } from '../../functions/shared/in-turns';
import type { EvacuatedPair } from '../documents';
import { describeInvocation, invoke } from '../operations/invoke';
import { REASON_PLACEHOLDER } from '../operations/request';
import { untilReady } from '../operations/until-ready';
import { commandLine } from '../render/command-line';
import { describeLoss } from '../render/phrases';
import type { FleetPair } from './fleet';

/** How many pairs are asked at the same time. */
const AT_ONCE = 20;

/** Asks the Lambda of each pair what a failover would do. Changes nothing. */
export const foresee = (
  pairs: readonly FleetPair[],
  lambda: LambdaClient,
  note: (text: string) => void,
): Promise<EvacuatedPair[]> => inTurns(pairs, AT_ONCE, (pair) => foreseeOne(pair, lambda, note));

async function foreseeOne(
  { pair, to, settings }: FleetPair,
  lambda: LambdaClient,
  note: (text: string) => void,
): Promise<EvacuatedPair> {
  if (settings.replication !== 'enterprise') return { pair, to, plan: 'refused', why: byItself(settings, to) };
  const event = { operation: 'failover', to, dns: 'defer', dryRun: true };
  const name = settings[to].functions['dr-operations'];
  const answer = await untilReady(() => invoke(lambda, name, event), { note: (text) => note(`${pair}: ${text}`) });
  if (answer.kind !== 'answered') return { pair, to, plan: 'unknown', why: describeInvocation(answer) };
  const { plan, possibleLoss } = answer.payload as OperationResult;
  const loss = { possibleLoss: describeLoss(possibleLoss) };
  switch (plan?.kind) {
    case 'act':
      return { pair, to, plan: 'promote', ...loss };
    case 'done':
      return { pair, to, plan: plan.left.includes('switch-dns') ? 'move-name' : 'nothing' };
    case 'refuse':
      return { pair, to, plan: 'refused', why: `${plan.reason}. ${plan.remedy}`, ...loss };
    case undefined:
      return { pair, to, plan: 'unknown', why: 'its Lambda is of another release: deploy it' };
  }
}

/** The state machine promotes pairs of Vault Enterprise alone. */
const byItself = ({ name }: FleetPair['settings'], to: FleetPair['to']): string =>
  'it has no replication of Vault Enterprise, which an evacuation needs. Run its failover by itself: ' +
  commandLine({ name }, { operation: 'failover', to, reason: REASON_PLACEHOLDER });
