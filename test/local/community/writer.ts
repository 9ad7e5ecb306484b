import { setTimeout as pause } from 'node:timers/promises';
import type { BaoNode } from './bao-node';

const MOUNT = 'written';

/** A client that writes one secret after the other, until it is stopped. */
export class Writer {
  /** Numbers of the writes that were confirmed, oldest first. */
  readonly acknowledged: number[] = [];
  #goesOn = true;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly node: BaoNode,
    private readonly token: string,
  ) {}

  static async start(node: BaoNode, token: string): Promise<Writer> {
    const { status } = await node.call('POST', `sys/mounts/${MOUNT}`, { token, body: { type: 'kv' } });
    if (status !== 204) throw new Error(`the mount was answered with ${status}`);
    const writer = new Writer(node, token);
    writer.#writing = writer.#write();
    return writer;
  }

  async stop(): Promise<void> {
    this.#goesOn = false;
    await this.#writing;
  }

  /** The confirmed writes that a cluster does not have. */
  async missingOn(node: BaoNode): Promise<number[]> {
    const { body } = await node.call('LIST', MOUNT, { token: this.token, timeoutMs: 10_000 });
    const { keys = [] } = (body['data'] ?? {}) as { keys?: readonly string[] };
    const there = new Set(keys.map(Number));
    return this.acknowledged.filter((number) => !there.has(number));
  }

  async #write(): Promise<void> {
    for (let number = 1; this.#goesOn; number += 1) {
      const { status } = await this.node.call('POST', `${MOUNT}/${number}`, { token: this.token, body: { number } });
      if (status === 204) this.acknowledged.push(number);
      else await pause(20);
    }
  }
}
