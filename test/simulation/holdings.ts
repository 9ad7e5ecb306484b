const GOLDEN = 2654435761;
const mix = (root: number, id: number): number => (root + Math.imul(id, GOLDEN)) | 0;

/** The writes of a cluster, by number, and a root over them in place of the Merkle root. */
export class Holdings {
  ids = new Set<number>();
  #sum = 0;

  /** Equal for equal data, whatever the order of the writes. */
  get root(): string {
    return `${this.ids.size}:${this.#sum}`;
  }

  add(id: number): void {
    if (this.ids.has(id)) return;
    this.ids.add(id);
    this.#sum = mix(this.#sum, id);
  }

  lose(id: number): void {
    if (this.ids.delete(id)) this.#sum = (this.#sum - Math.imul(id, GOLDEN)) | 0;
  }

  /** Replaces all data. */
  become(ids: Iterable<number>): void {
    this.ids = new Set(ids);
    this.#sum = [...this.ids].reduce(mix, 0);
  }
}
