import { randomBytes, randomUUID } from 'node:crypto';
import { envelope, type Answer } from './answers';
import type { ClusterCore } from './cluster-core';

/** Content of a secondary token: the primary, and the id of the secondary there. */
export interface Activation {
  readonly primary: ClusterCore;
  readonly id: string;
}

/** The unused secondary tokens of both clusters. Each can be used once. */
export class Activations {
  readonly #wrapped = new Map<string, Activation & { readonly expiresAt: number }>();
  readonly #unwrapped = new Map<string, Activation>();
  readonly #encrypted = new Map<string, Activation & { readonly expiresAt: number }>();

  /** Makes a token that the secondary unwraps at the API of the primary. */
  wrap(primary: ClusterCore, id: string, ttlSeconds: number): Answer {
    const jti = `hvs.${randomBytes(18).toString('base64url')}`;
    const now = Date.now();
    const iat = Math.floor(now / 1000);
    this.#wrapped.set(jti, { primary, id, expiresAt: now + ttlSeconds * 1000 });
    const claims = { accessor: '', addr: primary.apiAddress, exp: iat + ttlSeconds, iat, nbf: iat - 5, jti };
    return envelope({
      request_id: '',
      wrap_info: {
        token: jwt({ ...claims, type: 'wrapping' }),
        accessor: randomUUID(),
        ttl: ttlSeconds,
        creation_time: new Date(now).toISOString(),
        creation_path: 'sys/replication/dr/primary/secondary-token',
      },
    });
  }

  /** Makes a token that only the owner of the public key can read, without a call to the primary. */
  encrypt(primary: ClusterCore, id: string, publicKey: string, ttlSeconds: number): Answer {
    const token = randomBytes(96).toString('base64');
    this.#encrypted.set(`${publicKey} ${token}`, { primary, id, expiresAt: Date.now() + ttlSeconds * 1000 });
    return envelope({ data: { token } });
  }

  /** Uses up a wrapping token that `primary` made. Its content is kept for {@link take}. */
  unwrap(primary: ClusterCore, jti: string): Activation | undefined {
    const found = this.#wrapped.get(jti);
    if (found?.primary !== primary) return undefined;
    this.#wrapped.delete(jti);
    if (found.expiresAt <= Date.now()) return undefined;
    this.#unwrapped.set(jti, found);
    return found;
  }

  /** Takes the content of an unwrapped token. */
  take(jti: string): Activation | undefined {
    const found = this.#unwrapped.get(jti);
    this.#unwrapped.delete(jti);
    return found;
  }

  decrypt(publicKey: string, token: string): Activation | undefined {
    const key = `${publicKey} ${token}`;
    const found = this.#encrypted.get(key);
    this.#encrypted.delete(key);
    return found && found.expiresAt > Date.now() ? found : undefined;
  }
}

/** Address and id in a wrapped token; `undefined` when the text is no such token. */
export function parseWrappedToken(token: string): { readonly addr: string; readonly jti: string } | undefined {
  const [, claims = ''] = token.split('.');
  try {
    const { addr, jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    return typeof addr === 'string' && typeof jti === 'string' ? { addr, jti } : undefined;
  } catch {
    return undefined;
  }
}

/** A JWT with a random signature, which only the primary itself would check. */
function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES512', typ: 'JWT' })}.${part(claims)}.${randomBytes(132).toString('base64url')}`;
}
