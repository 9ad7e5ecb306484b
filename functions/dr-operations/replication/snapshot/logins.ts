import type { ClusterName } from '../../../shared/contract';
import { VaultResponseError } from '../../../shared/errors';
import type { Secret } from '../../../shared/secret';

/** Tokens of this process. A restore makes those of the parked cluster invalid. */
export class Logins {
  readonly #tokens = new Map<ClusterName, Promise<Secret>>();

  constructor(private readonly login: (cluster: ClusterName) => Promise<Secret>) {}

  /** Calls with a token, and once more with a new one if it is refused. @throws VaultDrError */
  async with<T>(cluster: ClusterName, use: (token: Secret) => Promise<T>): Promise<T> {
    const known = this.#tokens.get(cluster);
    if (known === undefined) return use(await this.fresh(cluster));
    try {
      return await use(await known);
    } catch (error) {
      if (!(error instanceof VaultResponseError && error.status === 403)) throw error;
      return use(await this.fresh(cluster));
    }
  }

  /** Logs in anew. @throws VaultDrError */
  async fresh(cluster: ClusterName): Promise<Secret> {
    const token = this.login(cluster);
    this.#tokens.set(cluster, token);
    // A failed login must not be kept.
    token.catch(() => this.#tokens.get(cluster) === token && this.#tokens.delete(cluster));
    return token;
  }
}
