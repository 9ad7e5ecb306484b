import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import type { OpenBao } from './openbao';
import { send, type Incoming } from './send';

/** Properties of a token. */
export interface TokenFacts {
  readonly type: string;
  /** Seconds left; 0 for a token that never expires. */
  readonly ttl: number;
}

interface Forwarded {
  readonly method: string;
  /** Path and query after `/v1/`. */
  readonly path: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

/** Client of the OpenBao behind both clusters, which has the tokens, policies and token roles. */
export class BaoClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #cache = new Map<string, { readonly until: number; readonly capabilities: readonly string[] }>();

  constructor(private readonly bao: Pick<OpenBao, 'address' | 'rootToken'>) {}

  forward({ method, path, token, headers, body }: Forwarded): Promise<Incoming> {
    return send({
      method,
      url: `${this.bao.address}/v1/${path}`,
      headers: { ...headers, ...(token !== undefined && { 'x-vault-token': token }) },
      ...(body && { body }),
      timeoutMs: 10_000,
      agent: this.#agent,
    });
  }

  async asRoot(method: string, path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
    const token = this.bao.rootToken;
    const answer = await this.forward({ method, path, token, body: Buffer.from(JSON.stringify(body)) });
    return { status: answer.status, body: JSON.parse(answer.body.toString() || '{}') as Record<string, unknown> };
  }

  /**
   * Capabilities of a token on a path; `undefined` when the token is invalid.
   *
   * @param maxAgeMs how old a cached answer may be, milliseconds
   */
  async capabilities(token: string, path: string, maxAgeMs = 0): Promise<readonly string[] | undefined> {
    const key = createHash('sha256').update(`${token} ${path}`).digest('base64');
    const cached = this.#cache.get(key);
    if (maxAgeMs > 0 && cached && cached.until > Date.now()) return cached.capabilities;
    const { status, body } = await this.asRoot('POST', 'sys/capabilities', { token, paths: [path] });
    if (status !== 200) return undefined;
    const capabilities = (body['data'] as Record<string, readonly string[]>)[path] ?? [];
    if (this.#cache.size > 1000) this.#cache.clear();
    if (maxAgeMs > 0) this.#cache.set(key, { until: Date.now() + maxAgeMs, capabilities });
    return capabilities;
  }

  async lookup(token: string): Promise<TokenFacts | undefined> {
    const { status, body } = await this.asRoot('POST', 'auth/token/lookup', { token });
    return status === 200 ? (body['data'] as TokenFacts) : undefined;
  }

  close(): void {
    this.#agent.destroy();
  }
}
