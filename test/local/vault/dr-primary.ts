import {
  BRIEFLY,
  data,
  DISABLED_PATH,
  failure,
  NO_ACTIVE_NODE,
  nothing,
  refusal,
  warning,
  type Answer,
} from './answers';
import { text, type Call } from './call';
import type { Node } from './node';
import { parseSeconds } from './duration';

/** `sys/replication/dr/primary/<operation>` on a running cluster; `undefined` for an operation that Vault lacks. */
export async function answerDrPrimary(node: Node, operation: string, call: Call): Promise<Answer | undefined> {
  const { core, access } = node;
  const { behaviour, timings } = core.context.settings;
  if (!OPERATIONS.includes(operation) || call.method !== 'POST') return undefined;
  if (core.role === 'secondary') {
    return operation === 'demote' ? refusal(behaviour.demoteOnSecondary) : DISABLED_PATH;
  }
  await access.byHeader(call, 'update', ...(operation === 'secondary-token' ? (['sudo'] as const) : []));
  if (core.restart) return NO_ACTIVE_NODE; // another call has begun a restart meanwhile
  if (operation === 'enable') {
    if (core.role === 'primary') return refusal(behaviour.enableOnPrimary);
    core.becomePrimary(text(call, 'primary_cluster_addr'));
    await core.timers.sleep(timings.roleCallMs);
    return warning(`This cluster is being enabled as a primary for replication.${BRIEFLY}`);
  }
  if (core.role !== 'primary') return failure(400, 'Not a DR primary.');
  switch (operation) {
    case 'demote':
      core.demote();
      await core.timers.sleep(timings.roleCallMs);
      return warning(`This cluster is being demoted to a replication secondary.${BRIEFLY}`);
    case 'disable':
      core.disable();
      await core.timers.sleep(timings.roleCallMs);
      return warning(`This cluster is having replication disabled.${BRIEFLY}`);
    case 'revoke-secondary':
      if (!text(call, 'id')) return failure(400, 'missing secondary id');
      core.revoke(text(call, 'id'));
      return nothing(behaviour.revokeStatus);
    default:
      return secondaryToken(node, call);
  }
}

const OPERATIONS: readonly string[] = ['enable', 'demote', 'disable', 'secondary-token', 'revoke-secondary'];

/** Registers the id at once, whether or not the token is used. */
function secondaryToken({ core, activations }: Node, call: Call): Answer {
  const id = text(call, 'id');
  if (!id) return failure(400, 'missing secondary id');
  if (core.known.has(id)) return refusal(core.context.settings.behaviour.duplicateId);
  const ttlSeconds = parseSeconds(call.body['ttl']) || 1800;
  core.known.set(id, {});
  const publicKey = text(call, 'secondary_public_key');
  return publicKey ? activations.encrypt(core, id, publicKey, ttlSeconds) : activations.wrap(core, id, ttlSeconds);
}

/** `sys/wrapping/unwrap` for a secondary token; `undefined` for other tokens. */
export function answerUnwrap({ core, activations }: Node, call: Call): Answer | undefined {
  const activation = activations.unwrap(core, text(call, 'token') || (call.token ?? ''));
  return activation && data({ id: activation.id, cluster_id: core.replicationId });
}
