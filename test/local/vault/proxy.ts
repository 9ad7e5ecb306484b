import { createHash } from 'node:crypto';
import type { Answer } from './answers';
import type { Call } from './call';
import type { Node } from './node';

/** Paths of OpenBao that Vault would replicate. A change of one counts as a WAL. */
const REPLICATED =
  /^sys\/(polic|auth|mounts)|^cubbyhole\/|^auth\/token\/roles\/|^auth\/[^/]+\/(role|config|users?|groups?)\b/;

/** Forwards a call to OpenBao with the token of the caller. */
export async function proxy({ bao, core }: Node, call: Call): Promise<Answer> {
  const { method, path, url, token, headers, rawBody } = call;
  const wrapTtl = headers['x-vault-wrap-ttl'];
  const { status, body } = await bao.forward({
    method,
    path: url.replace(/^\/v1\//, ''),
    token,
    headers: {
      ...(headers['content-type'] && { 'content-type': headers['content-type'] }),
      ...(typeof wrapTtl === 'string' && { 'x-vault-wrap-ttl': wrapTtl }),
    },
    ...(rawBody.length > 0 && { body: rawBody }),
  });
  if (status < 300 && REPLICATED.test(path)) {
    if (method === 'DELETE') core.write(`openbao/${path}`, undefined);
    else if (method === 'POST') core.write(`openbao/${path}`, createHash('sha256').update(rawBody).digest('hex'));
  }
  return status === 204 ? { status } : { status, body };
}
