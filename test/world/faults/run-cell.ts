import type { OperationResult } from '../../../functions/dr-operations/result';
import type { Invocation, World } from '../../local/world';
import { errorType } from '../errors';
import { snapshot, statusOf } from '../operate';
import { holdsSecret } from '../../helpers/secrets';
import type { OutgoingCall } from './calls';
import { impossible, putFault, type FaultKind } from './fault-kinds';

export interface Cell {
  readonly call: OutgoingCall;
  readonly fault: FaultKind;
  /** `done`, `refused: <error>` (nothing was changed), `partial: <error>` (a second call continues), or a dash. */
  readonly outcome: string;
  /** Broken promises. */
  readonly broken: readonly string[];
  readonly durationMs: number;
}

/** Most calls after the fault until the operation must be done. */
const MOST_CALLS = 2;
/** Matches a problem followed by another sentence. */
const SAYS_WHAT_TO_DO = /[.)]\s+[A-Z].*\.( \[accept: [a-z, -]+\])?$/;
/** Timeout of the Lambda, milliseconds. */
const BUDGET_MS = 300_000;

/** Runs an operation with one fault, then again without it. */
export async function runCell(world: World, call: OutgoingCall, fault: FaultKind): Promise<Cell> {
  if (impossible(call, fault) !== undefined) return { call, fault, outcome: '–', broken: [], durationMs: 0 };
  await world.reset();
  world.pair.configure({ behaviour: { linkFailuresAfterDemote: 0, ...call.behaviour } });
  if (call.during === 'failover') await world.pair.home.inject({ kind: 'refuse' });
  // Without the table, a lease cannot be released; it expires.
  const leases = !(call.target.kind === 'aws' && call.target.service === 'dynamodb' && fault === 'refused');
  const before = await snapshot(world, { leases });
  const changesBefore = world.aws.weightHistory.length;

  await putFault(world, call, fault);
  const invocation = await invoke(world, call);
  const outcome = outcomeOf(invocation);
  const broken: string[] = [];
  if (invocation.durationMs > BUDGET_MS) broken.push('it took longer than its budget');
  if (holdsSecret(JSON.stringify(invocation))) broken.push('a secret is in the result');
  const words = invocation.error?.errorMessage ?? (invocation.payload as Partial<OperationResult>).error?.message;
  if (words !== undefined && !SAYS_WHAT_TO_DO.test(words)) broken.push(`the message does not say what to do: ${words}`);
  world.tap(() => Promise.resolve('pass'));
  await world.aws.restore();
  await world.pair.away.restore();
  if (call.during !== 'failover') await world.pair.home.restore();
  if (outcome.startsWith('refused') && JSON.stringify(await snapshot(world, { leases })) !== JSON.stringify(before)) {
    broken.push('it refused and changed something');
  }
  for (const { weights } of world.aws.weightHistory.slice(changesBefore)) {
    if (Object.values(weights).sort().join() !== '0,255') broken.push(`weights were ${JSON.stringify(weights)}`);
  }
  broken.push(...(await converges(world, call)));
  return { call, fault, outcome, broken, durationMs: invocation.durationMs };
}

function invoke(world: World, { during }: OutgoingCall): Promise<Invocation> {
  if (during === 'token') return world.invoke('away', 'dr-operation-token-gen');
  return world.invoke('away', 'dr-operations', { operation: during, reason: 'fault matrix', actor: 'test' });
}

function outcomeOf({ payload, error }: Invocation): string {
  if (error) return `refused: ${errorType(error.errorMessage)}`;
  const result = payload as Partial<OperationResult>;
  return result.outcome === 'partial' ? `partial: ${result.error?.type}` : 'done';
}

/** Runs the operation again without the fault. @returns what is wrong at the end */
async function converges(world: World, call: OutgoingCall): Promise<string[]> {
  const refusals: string[] = [];
  for (let calls = 1; calls <= MOST_CALLS; calls++) {
    const invocation = await invoke(world, call);
    if (outcomeOf(invocation) === 'done') return call.during === 'token' ? checkToken(world) : checkEnd(world, call);
    refusals.push(invocation.error?.errorMessage ?? (invocation.payload as OperationResult).summary);
  }
  return [`it was not done without the fault: ${refusals.join(' / ')}`];
}

async function checkToken(world: World): Promise<string[]> {
  const value = JSON.parse(await world.regions.away.secret()) as { token?: string; expiresAt?: string };
  return value.token && Date.parse(value.expiresAt ?? '') > Date.now() ? [] : ['the secret holds no usable token'];
}

async function checkEnd(world: World, { during }: OutgoingCall): Promise<string[]> {
  const { home, away } = world.pair;
  const wrong: string[] = [];
  if (!away.writable) wrong.push(`away is ${away.mode}`);
  if (during === 'switchover' && home.state !== 'stream-wals') wrong.push(`home is ${home.mode} ${home.state}`);
  const { weights, clusters } = await statusOf(world);
  if (weights?.away !== 255 || weights.home !== 0) wrong.push(`weights are ${JSON.stringify(weights)}`);
  if (clusters.away.role !== 'primary') wrong.push(`status says that away is ${clusters.away.role}`);
  if (during === 'switchover' && world.pair.counters().twoWritablePrimariesMs > 0) wrong.push('two primaries');
  return wrong;
}
