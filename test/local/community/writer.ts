import { setTimeout as pause } from 'node:timers/promises';
import type { BaoNode } from '../vault/bao-node';

const MOUNT = 'written';

/** A client that writes one secret after the other, until it is stopped. */
export class Writer {
  /** Confirmed writes: their number, and when the confirmation came, milliseconds since the epoch. */
  readonly acknowledged: { readonly number: number; readonly at: number }[] = [];
  #goesOn = true;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly node: BaoNode,
    private readonly token: string,
    /** Where it writes. */
    readonly mount: string,
  ) {}

  static async start(node: BaoNode, token: string, mount = MOUNT): Promise<Writer> {
    await node.must('POST', `sys/mounts/${mount}`, { token, body: { type: 'kv' } });
    const writer = new Writer(node, token, mount);
    writer.#writing = writer.#write();
    return writer;
  }

  async stop(): Promise<void> {
    this.#goesOn = false;
    await this.#writing;
  }

  /** Waits until it has written so many more. */
  async more(count: number): Promise<void> {
    const wanted = this.acknowledged.length + count;
    while (this.acknowledged.length < wanted) await pause(10);
  }

  /** The confirmed writes that a cluster does not have. */
  async missingOn(node: BaoNode): Promise<readonly { readonly number: number; readonly at: number }[]> {
    const { body } = await node.call('LIST', this.mount, { token: this.token, timeoutMs: 10_000 });
    const { keys = [] } = (body['data'] ?? {}) as { keys?: readonly string[] };
    const there = new Set(keys.map(Number));
    return this.acknowledged.filter(({ number }) => !there.has(number));
  }

  async #write(): Promise<void> {
    for (let number = 1; this.#goesOn; number += 1) {
      const { status } = await this.node.call('POST', `${this.mount}/${number}`, {
        token: this.token,
        body: { number },
      });
      if (status === 204) this.acknowledged.push({ number, at: Date.now() });
      else await pause(20);
    }
  }
}
