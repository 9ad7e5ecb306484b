import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { CachingResolver } from '../dns/caching-resolver';

export interface LoadClientOptions {
  /** What finds the address of the client name. */
  readonly resolver: Pick<CachingResolver, 'resolve'>;
  readonly clientName: string;
  readonly port: number;
  readonly ca: string;
  readonly token: string;
  /** @default 10 */
  readonly writesPerSecond?: number;
  /** @default 500 */
  readonly timeoutMs?: number;
}

/** One write and its result. */
export interface Attempt {
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly acknowledged: boolean;
  /** Address that the client name resolved to. */
  readonly address: string | undefined;
  readonly error: string | undefined;
}

/** A period without an acknowledged write, milliseconds since the epoch. */
export interface Outage {
  /** Last acknowledgement before the period. */
  readonly from: number;
  /** First acknowledgement after the period. */
  readonly to: number;
}

/** Writes secrets at a steady rate through the client name. Like an application, it follows DNS and nothing else. */
export class LoadClient {
  readonly attempts: Attempt[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #agent: Agent;
  #timer: NodeJS.Timeout | undefined;
  /** Random, so that two clients of one world write to different paths. */
  readonly #folder = `secret/data/client/${randomUUID()}`;
  #count = 0;

  constructor(private readonly options: LoadClientOptions) {
    // A new connection for each write: a kept one would stay with the old cluster after a change of DNS.
    this.#agent = new Agent({ ca: options.ca, keepAlive: false });
  }

  start(): void {
    const everyMs = 1000 / (this.options.writesPerSecond ?? 10);
    this.#timer = setInterval(() => this.#begin(), everyMs);
    this.#begin();
  }

  /** Stops writing and waits for the writes under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
    this.#agent.destroy();
  }

  get acknowledged(): readonly Attempt[] {
    return this.attempts.filter(({ acknowledged }) => acknowledged);
  }

  /** Periods without an acknowledgement around failed attempts, oldest first. */
  outages(): Outage[] {
    const ends = this.acknowledged.map(({ endedAt }) => endedAt).sort((a, b) => a - b);
    const failures = this.attempts.filter(({ acknowledged }) => !acknowledged).map(({ endedAt }) => endedAt);
    const found = new Map<number, Outage>();
    for (const failure of failures) {
      const from = ends.filter((end) => end <= failure).pop() ?? this.attempts[0]?.startedAt ?? failure;
      const to = ends.find((end) => end > failure) ?? Date.now();
      found.set(from, { from, to });
    }
    return [...found.values()].sort((a, b) => a.from - b.from);
  }

  #begin(): void {
    const attempt = this.#attempt(`${this.#folder}/${++this.#count}`);
    this.#running.add(attempt);
    void attempt.finally(() => this.#running.delete(attempt));
  }

  async #attempt(path: string): Promise<void> {
    const startedAt = Date.now();
    let address: string | undefined;
    let error: string | undefined;
    try {
      address = await this.options.resolver.resolve(this.options.clientName);
      await this.#write(address, path);
    } catch (failure) {
      error = failure instanceof Error ? failure.message : 'unknown';
    }
    this.attempts.push({ path, startedAt, endedAt: Date.now(), acknowledged: error === undefined, address, error });
  }

  #write(address: string, path: string): Promise<void> {
    const { clientName, port, token, timeoutMs = 500 } = this.options;
    const body = JSON.stringify({ data: { written: path } });
    return new Promise((resolve, reject) => {
      const call = request(
        {
          agent: this.#agent,
          host: address,
          port,
          servername: clientName,
          method: 'POST',
          path: `/v1/${path}`,
          headers: { host: clientName, 'x-vault-token': token, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          response.resume();
          response.on('error', reject);
          response.on('end', () => {
            clearTimeout(timer);
            if (response.statusCode !== undefined && response.statusCode < 300) resolve();
            else reject(new Error(`status ${response.statusCode}`));
          });
        },
      );
      const timer = setTimeout(() => call.destroy(new Error('no answer')), timeoutMs);
      call.on('error', (failure) => {
        clearTimeout(timer);
        reject(failure);
      });
      call.end(body);
    });
  }
}
