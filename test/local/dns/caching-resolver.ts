import { createSocket } from 'node:dgram';
import { decode, encode, RECURSION_DESIRED, type Answer } from 'dns-packet';

const ASK_MS = 1_000;

interface Cached {
  readonly address: string;
  readonly until: number;
}

/** The resolver of a client machine; it keeps an answer for its TTL. */
export class CachingResolver {
  readonly #cache = new Map<string, Cached>();
  #id = 0;

  /** @param keepMs minimum time to keep an answer, milliseconds: some runtimes ignore the TTL */
  constructor(
    private readonly serverPort: number,
    private readonly keepMs = 0,
  ) {}

  /** @returns an IPv4 address @throws Error when the name server has none or does not answer */
  async resolve(name: string): Promise<string> {
    const cached = this.#cache.get(name);
    if (cached && cached.until > Date.now()) return cached.address;
    const answers = await this.#ask(name);
    const address = answers.find((answer) => answer.type === 'A');
    if (address?.type !== 'A') throw new Error(`no address for ${name}`);
    const ttl = Math.min(...answers.map((answer) => ('ttl' in answer ? (answer.ttl ?? 0) : 0)));
    this.#cache.set(name, { address: address.data, until: Date.now() + Math.max(ttl * 1000, this.keepMs) });
    return address.data;
  }

  #ask(name: string): Promise<Answer[]> {
    const socket = createSocket('udp4');
    const id = (this.#id = (this.#id + 1) % 65_536);
    const query = encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type: 'A', name }] });
    return new Promise<Answer[]>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer for ${name}`)), ASK_MS);
      socket.on('error', reject);
      socket.on('message', (message) => {
        const response = decode(message);
        if (response.id !== id) return;
        clearTimeout(timer);
        resolve(response.answers ?? []);
      });
      socket.send(query, this.serverPort, '127.0.0.1');
    }).finally(() => socket.close());
  }
}
