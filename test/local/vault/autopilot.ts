import { data, DENIED_BY_POLICY, DISABLED_PATH, failure, type Answer } from './answers';
import type { Call } from './call';
import type { Node } from './node';

export const AUTOPILOT_PATH = 'sys/storage/raft/autopilot/state';

const NODES = ['a', 'b', 'c'] as const;
/** The voter that dies. */
const DEAD = 'c';

/** What autopilot says of three voters, to a token that may read it. @throws RefusedError */
export async function answerAutopilot({ core, access }: Node, call: Call): Promise<Answer> {
  const { autopilot, autopilotOnSecondary } = core.context.settings.behaviour;
  if (core.role === 'secondary' && !autopilotOnSecondary) return DISABLED_PATH;
  if (call.method !== 'GET') return failure(405, 'unsupported operation');
  if (autopilot === 'denied') return DENIED_BY_POLICY;
  await access.byHeader(call, 'read');
  if (autopilot === 'none') return failure(404);
  const isHealthy = (id: string): boolean => autopilot === 'healthy' || id !== DEAD;
  const dead = NODES.filter((id) => !isHealthy(id)).length;
  const server = (id: string): object => ({
    id,
    name: id,
    healthy: isHealthy(id),
    node_status: isHealthy(id) ? 'alive' : 'failed',
    node_type: 'voter',
    status: id === 'a' ? 'leader' : 'voter',
  });
  return data({
    healthy: dead === 0,
    failure_tolerance: 1 - dead,
    leader: 'a',
    voters: NODES,
    servers: Object.fromEntries(NODES.map((id) => [id, server(id)])),
  });
}
