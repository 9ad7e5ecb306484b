import type { DrOperationsEvent } from '../../functions/dr-operations/contract';
import type { OperationResult, StatusResult } from '../../functions/dr-operations/result';
import type { ClusterName } from '../local/vault';
import { messageOf, succeeded } from '../local/invocation';
import type { World } from '../local/world';

/** Invokes `dr-operations` in the region of a cluster. @throws Error with the message of the Lambda when it threw */
export async function operate(world: World, region: ClusterName, event: DrOperationsEvent): Promise<OperationResult> {
  return succeeded(await world.invoke(region, 'dr-operations', event)) as OperationResult;
}

/** The message with which `dr-operations` refused. @throws Error when it did not refuse */
export async function refusalOf(world: World, region: ClusterName, event: object): Promise<string> {
  return messageOf(await world.invoke(region, 'dr-operations', event));
}

export async function statusOf(world: World, region: ClusterName = 'away'): Promise<StatusResult> {
  return succeeded(await world.invoke(region, 'dr-operations', { operation: 'status' })) as StatusResult;
}

/** Everything in a world that an operation can change, for comparison. */
export async function snapshot(world: World, { leases = true } = {}): Promise<object> {
  const { pair, regions } = world;
  const cluster = (name: ClusterName): object => {
    const { mode, state, content } = pair[name];
    return { mode, state, content: content.size };
  };
  const held = leases ? await Promise.all([regions.home.lease(), regions.away.lease()]) : [];
  return { home: cluster('home'), away: cluster('away'), weights: await world.weights(), leases: held };
}
