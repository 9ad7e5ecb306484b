import { createHash } from 'node:crypto';

/** One write. A `value` of `undefined` deletes. */
export interface Write {
  /** The same on every cluster; says which writes a cluster has. */
  readonly id: number;
  readonly key: string;
  readonly value: unknown;
}

/** One cluster's copy of what is replicated. */
export class ReplicatedStore {
  #content = new Map<string, unknown>();
  #applied = new Set<number>();
  #root = Buffer.alloc(20);

  get content(): ReadonlyMap<string, unknown> {
    return this.#content;
  }

  /** 40 hex digits; equal contents have equal roots, whatever their history. */
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

  /** Becomes a copy of the other one; whatever diverged is gone. */
  replaceWith(other: ReplicatedStore): void {
    this.#content = new Map(other.#content);
    this.#applied = new Set(other.#applied);
    this.#root = Buffer.from(other.#root);
  }

  /** XOR of the entries' hashes: what was mixed in can be mixed out, so a write costs the same however much there is. */
  #mix(key: string, value: unknown): void {
    if (value === undefined) return;
    const digest = createHash('sha1')
      .update(JSON.stringify([key, value]))
      .digest();
    for (const [index, byte] of digest.entries()) this.#root[index] = (this.#root[index] ?? 0) ^ byte;
  }
}
