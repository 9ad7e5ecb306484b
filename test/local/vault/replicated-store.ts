import { createHash } from 'node:crypto';

/** One write. A `value` of `undefined` deletes. */
export interface Write {
  /** Number of the write, equal on every cluster. */
  readonly id: number;
  readonly key: string;
  readonly value: unknown;
}

/** The replicated data of one cluster. */
export class ReplicatedStore {
  #content = new Map<string, unknown>();
  #applied = new Set<number>();
  #root = Buffer.alloc(20);

  get content(): ReadonlyMap<string, unknown> {
    return this.#content;
  }

  /** 40 hex digits. Equal content has equal roots, whatever the order of the writes. */
  get merkleRoot(): string {
    return this.#root.toString('hex');
  }

  has(writeId: number): boolean {
    return this.#applied.has(writeId);
  }

  apply({ id, key, value }: Write): void {
    this.#mix(key, this.#content.get(key));
    if (value === undefined) this.#content.delete(key);
    else this.#content.set(key, value);
    this.#mix(key, value);
    this.#applied.add(id);
  }

  /** Becomes a copy of the other store; diverged data is lost. */
  replaceWith(other: ReplicatedStore): void {
    this.#content = new Map(other.#content);
    this.#applied = new Set(other.#applied);
    this.#root = Buffer.from(other.#root);
  }

  /** Adds or removes an entry. The root is the XOR of all hashes, so the cost does not depend on the amount of data. */
  #mix(key: string, value: unknown): void {
    if (value === undefined) return;
    const digest = createHash('sha1')
      .update(JSON.stringify([key, value]))
      .digest();
    for (const [index, byte] of digest.entries()) this.#root[index] = (this.#root[index] ?? 0) ^ byte;
  }
}
