import { randomBytes } from 'node:crypto';
import { BRIEFLY, data, envelope, failure, NO_ACTIVE_NODE, nothing, refusal, warning, type Answer } from './answers';
import { text, type Call } from './call';
import { activate } from './link-up';
import type { Node } from './node';

type Handler = (node: Node, call: Call) => Answer | Promise<Answer>;

/** `sys/replication/dr/secondary/<operation>` on a running cluster; `undefined` for an operation that Vault lacks. */
export async function answerDrSecondary(node: Node, operation: string, call: Call): Promise<Answer | undefined> {
  const { core, access, operationTokens } = node;
  if (operation === 'enable' && call.method === 'POST') return enable(node, call);
  if (operation === 'generate-operation-token/attempt' || operation === 'generate-operation-token/update') {
    if (core.role !== 'secondary') return refusal(core.context.settings.behaviour.notSecondary);
    if (core.context.settings.behaviour.generateTokenNeedsHeader) await access.byHeader(call, capabilityFor(call));
    return operationTokens.answer(operation.endsWith('update') ? 'update' : 'attempt', call);
  }
  const handler = OPERATIONS[operation];
  if (!handler || call.method !== 'POST') return undefined;
  if (core.role !== 'secondary') {
    await access.ifGiven(call);
    return refusal(core.context.settings.behaviour.notSecondary);
  }
  if (operation === 'generate-public-key') await access.byHeader(call, 'update');
  else await access.byOperationToken(call);
  if (core.restart) return NO_ACTIVE_NODE; // another call has begun a restart meanwhile
  return handler(node, call);
}

/** Each method of `generate-operation-token` needs its own capability. */
function capabilityFor({ method }: Call): 'read' | 'delete' | 'update' {
  if (method === 'GET') return 'read';
  return method === 'DELETE' ? 'delete' : 'update';
}

const OPERATIONS: Readonly<Record<string, Handler>> = {
  promote,
  'update-primary': updatePrimary,
  disable,
  'generate-public-key': ({ core }) => {
    core.publicKey = randomBytes(65).toString('base64');
    return data({ secondary_public_key: core.publicKey });
  },
  reindex: () => warning('Reindexing in progress'),
  recover: ({ core }) => nothing(core.context.settings.behaviour.recoverStatus),
  'merkle-check': () =>
    data({
      merkle_corruption_report: {
        corrupted_root: false,
        corrupted_tree_map: null,
        last_corruption_check_epoch: String(Math.floor(Date.now() / 1000)),
      },
    }),
  'operation-token/delete': ({ core, operationTokens }, call) => {
    operationTokens.delete(text(call, 'dr_operation_token'));
    return nothing(core.context.settings.behaviour.operationTokenDeleteStatus);
  },
};

async function promote({ core }: Node, call: Call): Promise<Answer> {
  const { behaviour, timings } = core.context.settings;
  const isIdle = core.upstream === undefined;
  const isBehind = core.upstream?.link.knownToBeBehind ?? false;
  if (call.body['force'] !== true && (isBehind || (isIdle && behaviour.idlePromoteNeedsForce))) {
    return failure(503, 'replication is still catching up, try again later or provide the "force" argument');
  }
  core.promote(text(call, 'primary_cluster_addr'));
  await core.timers.sleep(timings.roleCallMs);
  return warning(`This cluster is being promoted to a replication primary.${BRIEFLY}`);
}

async function updatePrimary(node: Node, call: Call): Promise<Answer> {
  const { core } = node;
  const accepted = warning(core.context.settings.behaviour.updatePrimaryWarning);
  if (call.body['update_primary_addrs'] !== undefined) {
    return core.upstream ? accepted : failure(400, 'update_primary_addrs needs a known primary');
  }
  if (!text(call, 'token')) {
    core.forgetPrimary();
    core.note('link', 'told to forget its primary');
    return envelope({});
  }
  const { primary, id } = await activate(node, call);
  core.follow(primary, id);
  core.note('link', 'told to follow the other cluster');
  return accepted;
}

async function disable({ core }: Node): Promise<Answer> {
  core.disable();
  await core.timers.sleep(core.context.settings.timings.roleCallMs);
  return warning(`This cluster is having replication disabled.${BRIEFLY}`);
}

/** Makes a standalone cluster a secondary and wipes its data. */
async function enable(node: Node, call: Call): Promise<Answer> {
  const { core, access } = node;
  await access.byHeader(call, 'update');
  if (core.role !== 'disabled') return failure(400, 'cluster already has replication enabled');
  const { primary, id } = await activate(node, call);
  core.becomeSecondary(primary, id);
  await core.timers.sleep(core.context.settings.timings.roleCallMs);
  return warning(core.context.settings.behaviour.updatePrimaryWarning);
}
