import { CUT, data, DISABLED_PATH, EMPTY, failure, NO_ACTIVE_NODE, SEALED, type Answer } from './answers';
import { answerAutopilot, AUTOPILOT_PATH } from './autopilot';
import { answerAwsLogin } from './aws-login';
import { answerAwsMounts, awsMountOf } from './aws-mounts';
import { answerAwsConfig } from './aws-roles';
import type { Call } from './call';
import { answerDrPrimary, answerUnwrap } from './dr-primary';
import { answerDrSecondary } from './dr-secondary';
import { healthAnswer, leader, settledHealth } from './health';
import type { Node } from './node';
import { proxy } from './proxy';
import { answerWhileRestarting } from './restart';
import { answerSeal, answerSealStatus, answerUnseal } from './sealing';
import { answerSecretData, type Acknowledgement } from './secret-data';
import { drStatus } from './status';

/** Answers a call to a cluster, or cuts the connection. An answer may acknowledge a write. */
export async function answerCall(node: Node, call: Call): Promise<Acknowledgement | typeof CUT> {
  const { core } = node;
  const answer = answerOpen(node, call) ?? (core.sealed ? SEALED : undefined) ?? answerWhileRestarting(core, call);
  if (answer === CUT) return CUT;
  if (answer) return { answer };
  if (call.path === 'sys/health') return { answer: healthAnswer(core, call, settledHealth(core)) };
  if (core.withoutActiveNode) return { answer: NO_ACTIVE_NODE };
  if (call.path.startsWith('sys/replication/')) return { answer: await answerReplication(node, call) };
  if (call.path === AUTOPILOT_PATH) return { answer: await answerAutopilot(node, call) };
  if (core.role === 'secondary') return { answer: DISABLED_PATH };
  return (await answerSecretData(node, call)) ?? { answer: await answerOrdinary(node, call) };
}

const NOT_FOUND = failure(404);

/** Answers the paths that any node answers in any state. */
function answerOpen(node: Node, call: Call): Answer | undefined {
  switch (call.path) {
    case 'sys/health':
      return node.core.sealed ? healthAnswer(node.core, call, settledHealth(node.core)) : undefined;
    case 'sys/seal-status':
      return answerSealStatus(node);
    case 'sys/unseal':
      return answerUnseal(node, call);
    case 'sys/init':
      return { status: 200, body: { initialized: true } };
    case 'sys/leader':
      return node.core.sealed ? undefined : leader(node.core);
    default:
      return undefined;
  }
}

async function answerReplication(node: Node, call: Call): Promise<Answer> {
  const path = call.path.slice('sys/replication/'.length);
  if (path === 'status') return data({ dr: drStatus(node.core), performance: { mode: 'disabled' } });
  if (path === 'dr/status') return data(drStatus(node.core));
  const [, side, operation = ''] = /^dr\/(primary|secondary)\/(.+)$/.exec(path) ?? [];
  if (side === 'primary') return (await answerDrPrimary(node, operation, call)) ?? NOT_FOUND;
  if (side === 'secondary') return (await answerDrSecondary(node, operation, call)) ?? NOT_FOUND;
  return NOT_FOUND;
}

/** Answers a call to a cluster that serves. OpenBao answers everything that is not simulated here. */
async function answerOrdinary(node: Node, call: Call): Promise<Answer> {
  const { path } = call;
  if (path === 'sys/seal') return answerSeal(node, call);
  if (path === 'sys/step-down') {
    await node.access.byHeader(call, 'update', 'sudo');
    return EMPTY;
  }
  if (path === 'sys/wrapping/unwrap') return answerUnwrap(node, call) ?? proxy(node, call);
  const mount = awsMountOf(node, path);
  if (mount !== undefined) {
    const isLogin = path === `auth/${mount}/login` && call.method === 'POST';
    if (isLogin) return answerAwsLogin(node, mount, call);
    return (await answerAwsConfig(node, mount, call)) ?? NOT_FOUND;
  }
  return (await answerAwsMounts(node, call)) ?? proxy(node, call);
}
