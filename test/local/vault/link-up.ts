import { failure, RefusedError } from './answers';
import { text, type Call } from './call';
import type { Node } from './node';
import { parseWrappedToken, type Activation } from './secondary-token';
import { send, type Incoming } from './send';

/**
 * Uses a secondary token as Vault does: unwraps it at the API of the primary, then contacts its cluster port. The token is
 * used up even when a later step fails.
 *
 * @throws RefusedError with the message of Vault
 */
export async function activate(node: Node, call: Call): Promise<Activation> {
  const { core, activations } = node;
  const token = text(call, 'token');
  const wrapped = parseWrappedToken(token);
  if (wrapped) await unwrap(node, text(call, 'primary_api_addr') || wrapped.addr, wrapped.jti, text(call, 'ca_file'));
  const activation = wrapped ? activations.take(wrapped.jti) : activations.decrypt(core.publicKey, token);
  if (!activation) return fail('error decoding secondary token: it is not meant for this cluster');
  if (core.linkFailuresLeft > 0) {
    core.linkFailuresLeft -= 1;
    return fail(`${BOOTSTRAP} remote error: tls: internal error`);
  }
  const reach = core.context.reach(activation.primary, core);
  if (reach !== 'up') return fail(`${BOOTSTRAP} ${reach === 'silent' ? 'i/o timeout' : 'connection refused'}`);
  return activation;
}

const BOOTSTRAP = 'error fetching secondary bootstrap package: rpc error: code = Unavailable desc = connection error:';

const fail = (error: string): never => {
  throw new RefusedError(failure(500, error));
};

async function unwrap(node: Node, address: string, jti: string, caFile: string): Promise<void> {
  const { status, body } = await callPrimary(node, address, jti, caFile);
  if (status === 200) return;
  const reason = /"errors"/.test(body.toString()) ? REASONS[status] : undefined;
  fail(
    `error response unwrapping secondary token; status code is ${status}, message is "${status} ${reason ?? 'Error'}"`,
  );
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

async function callPrimary(node: Node, address: string, jti: string, caFile: string): Promise<Incoming> {
  const { core, ca, resolve } = node;
  const { timings, behaviour } = core.context.settings;
  const url = `${address.replace(/\/$/, '')}/v1/sys/wrapping/unwrap`;
  const failed = (cause: string): never => fail(`error unwrapping secondary token: Post "${url}": ${cause}`);
  if (behaviour.linkNeedsCaFile && !caFile) return failed('x509: certificate signed by unknown authority');
  try {
    const connectTo = await resolve(new URL(url).hostname);
    const path = connectTo === new URL(core.address).hostname ? 'up' : core.context.path();
    if (path === 'refused') return failed(`dial tcp ${connectTo}: connect: connection refused`);
    if (path === 'silent') {
      await core.timers.sleep(timings.unwrapTimeoutMs);
      return failed(`dial tcp ${connectTo}: i/o timeout`);
    }
    const headers = { 'x-vault-token': jti };
    return await send({ method: 'PUT', url, headers, ca, connectTo, timeoutMs: timings.unwrapTimeoutMs });
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    return failed(asGoSaysIt(error as NodeJS.ErrnoException));
  }
}

function asGoSaysIt({ code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'dial tcp: connect: connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dial tcp: lookup: no such host';
  if (/CERT|SIGNATURE|ISSUER/.test(code)) return 'x509: certificate signed by unknown authority';
  return message === 'i/o timeout' ? 'dial tcp: i/o timeout' : 'EOF';
}
