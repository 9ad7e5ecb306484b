import type { DrOperationsEvent } from '../../functions/dr-operations/contract';
import type { OperationResult, StatusResult } from '../../functions/dr-operations/result';
import type { ClusterName } from '../local/vault';
import type { Invocation, World } from '../local/world';
import { WAIT_MS } from './limits';

/** Invokes `dr-operations` in the region of a cluster. @throws Error with its words when it threw */
export async function operate(world: World, region: ClusterName, event: DrOperationsEvent): Promise<OperationResult> {
  return succeeded(await world.invoke(region, 'dr-operations', event)) as OperationResult;
}

/** The words with which `dr-operations` refused. @throws Error when it did not */
export async function refusalOf(world: World, region: ClusterName, event: object): Promise<string> {
  return words(await world.invoke(region, 'dr-operations', event));
}

export async function statusOf(world: World, region: ClusterName = 'away'): Promise<StatusResult> {
  return succeeded(await world.invoke(region, 'dr-operations', { operation: 'status' })) as StatusResult;
}

export function succeeded({ payload, error }: Invocation): unknown {
  if (error) throw new Error(error.errorMessage);
  return payload;
}

export function words({ payload, error }: Invocation): string {
  if (!error) throw new Error(`nothing was thrown: ${JSON.stringify(payload)}`);
  return error.errorMessage;
}

/** Everything in a world that an operation may change, to be compared. */
export async function snapshot(world: World, { leases = true } = {}): Promise<object> {
  const { pair, regions } = world;
  const cluster = (name: ClusterName): object => {
    const { mode, state, content } = pair[name];
    return { mode, state, content: content.size };
  };
  const held = leases ? await Promise.all([regions.home.lease(), regions.away.lease()]) : [];
  return { home: cluster('home'), away: cluster('away'), weights: await world.weights(), leases: held };
}

/** Looks until it is so. @throws Error when it never is */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  otherwise: string,
  timeoutMs = WAIT_MS,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
