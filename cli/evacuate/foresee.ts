import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { OperationResult } from '../../functions/dr-operations/result';
import type { EvacuatedPair } from '../documents';
import { describeInvocation, invoke } from '../operations/invoke';
import { untilReady } from '../operations/until-ready';
import { describeLoss } from '../render/phrases';
import type { FleetPair } from './fleet';

/** How many pairs are asked at the same time. */
const AT_ONCE = 20;

/** Asks the Lambda of each pair what a failover would do. Changes nothing. */
export async function foresee(
  pairs: readonly FleetPair[],
  lambda: LambdaClient,
  note: (text: string) => void,
): Promise<EvacuatedPair[]> {
  const left = [...pairs.entries()];
  const found: EvacuatedPair[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, pair] = next;
      found[index] = await foreseeOne(pair, lambda, note);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, pairs.length) }, work));
  return found;
}

async function foreseeOne(
  { pair, to, settings }: FleetPair,
  lambda: LambdaClient,
  note: (text: string) => void,
): Promise<EvacuatedPair> {
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
