import { DISABLED_PATH, EMPTY, failure, type Answer } from './answers';
import { text, type Call } from './call';
import { sealStatus } from './health';
import type { Node } from './node';
import { parseKey } from './operation-tokens';

export const answerSealStatus = ({ core, keys, unsealKeys }: Node): Answer =>
  sealStatus(core, keys.threshold, keys.shares.length, unsealKeys.size);

/** `sys/unseal`: collects key shares until they suffice. */
export function answerUnseal(node: Node, call: Call): Answer {
  const { core, keys, unsealKeys } = node;
  if (!core.sealed) return core.role === 'secondary' ? DISABLED_PATH : answerSealStatus(node);
  const key = parseKey(text(call, 'key'));
  if (key === undefined) return failure(400, "'key' must be a valid hex or base64 string");
  if (!keys.shares.includes(key))
    return failure(400, 'unable to retrieve stored keys: cipher: message authentication failed');
  unsealKeys.add(key);
  if (unsealKeys.size >= keys.threshold) node.unseal();
  return answerSealStatus(node);
}

export async function answerSeal(node: Node, call: Call): Promise<Answer> {
  await node.access.byHeader(call, 'update', 'sudo');
  node.seal();
  return EMPTY;
}
