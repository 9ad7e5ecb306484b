import { getServers } from 'node:dns';
import { Resolver } from 'node:dns/promises';

const QUERY_MS = 1_000;

/** Resolves the client name as a client's machine does: keeps an answer for its TTL. */
export class ClientResolver {
  readonly #resolver = new Resolver({ timeout: QUERY_MS, tries: 1 });
  #cached: { readonly address: string; readonly until: number } | undefined;

  /** @param servers `ip` or `ip:port`; empty means the name servers of this machine */
  constructor(
    private readonly name: string,
    servers: readonly string[],
  ) {
    this.#resolver.setServers(servers.length > 0 ? servers : getServers());
  }

  /** @returns an IPv4 address of the name @throws Error when no name server has one */
  async resolve(): Promise<string> {
    if (this.#cached && this.#cached.until > Date.now()) return this.#cached.address;
    const [answer] = await this.#resolver.resolve4(this.name, { ttl: true });
    if (!answer) throw new Error(`no address for ${this.name}`);
    this.#cached = { address: answer.address, until: Date.now() + answer.ttl * 1000 };
    return answer.address;
  }

  /** All addresses of another name, not cached; empty if there is no answer. */
  addressesOf(name: string): Promise<string[]> {
    return this.#resolver.resolve4(name).catch(() => []);
  }
}
