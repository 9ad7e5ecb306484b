import { setTimeout as pause } from 'node:timers/promises';
import type { ClusterOperator } from './operator';

/** A client that writes one value after another, and remembers those that were acknowledged. */
export class Writer {
  readonly #acknowledged: string[] = [];
  #running: Promise<void> | undefined;
  #ends = false;
  /** Names do not clash with those of another writer. */
  readonly #prefix = `secret/${Date.now()}`;

  constructor(private readonly operator: ClusterOperator) {}

  /** Writes so many values, each as often as it takes. */
  async write(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      const path = `${this.#prefix}-${this.#acknowledged.length}`;
      await this.operator.ask('POST', path, { value: path });
      this.#acknowledged.push(path);
    }
  }

  /** Goes on writing until {@link end}. */
  begin(): void {
    this.#running = (async () => {
      while (!this.#ends) {
        await this.write(1);
        await pause(100);
      }
    })();
  }

  async end(): Promise<void> {
    this.#ends = true;
    await this.#running;
  }

  /** @throws Error when an acknowledged value is not there */
  async expectAll(): Promise<void> {
    for (const path of this.#acknowledged) {
      const { data } = await this.operator.ask('GET', path);
      if ((data as { value?: unknown }).value !== path) throw new Error(`${path} was acknowledged and is lost`);
    }
  }
}
