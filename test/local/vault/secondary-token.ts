import { randomBytes, randomUUID } from 'node:crypto';
import { envelope, type Answer } from './answers';
import type { ClusterCore } from './cluster-core';

/** What a secondary finds when it unwraps its token: its id at this primary. */
export interface Activation {
  readonly primary: ClusterCore;
  readonly id: string;
}

/** Secondary tokens of both clusters that can still be used, each once. */
export class Activations {
  readonly #wrapped = new Map<string, Activation & { readonly expiresAt: number }>();
  readonly #unwrapped = new Map<string, Activation>();
  readonly #encrypted = new Map<string, Activation & { readonly expiresAt: number }>();

  /** A token that the secondary unwraps at the primary's API. */
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

  /** A token that only the owner of the public key can read; nothing is unwrapped at the primary's API. */
  encrypt(primary: ClusterCore, id: string, publicKey: string, ttlSeconds: number): Answer {
    const token = randomBytes(96).toString('base64');
    this.#encrypted.set(`${publicKey} ${token}`, { primary, id, expiresAt: Date.now() + ttlSeconds * 1000 });
    return envelope({ data: { token } });
  }

  /** Uses up a wrapping token, as far as `primary` has made it. What was in it waits for {@link take}. */
  unwrap(primary: ClusterCore, jti: string): Activation | undefined {
    const found = this.#wrapped.get(jti);
    if (found?.primary !== primary) return undefined;
    this.#wrapped.delete(jti);
    if (found.expiresAt <= Date.now()) return undefined;
    this.#unwrapped.set(jti, found);
    return found;
  }

  /** What a secondary has unwrapped. */
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

/** What a secondary reads in a wrapped token; `undefined` when it is none. */
export function parseWrappedToken(token: string): { readonly addr: string; readonly jti: string } | undefined {
  const [, claims = ''] = token.split('.');
  try {
    const { addr, jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    return typeof addr === 'string' && typeof jti === 'string' ? { addr, jti } : undefined;
  } catch {
    return undefined;
  }
}

/** Looks like one; the signature is noise, because only the primary itself would check it. */
function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES512', typ: 'JWT' })}.${part(claims)}.${randomBytes(132).toString('base64url')}`;
}
