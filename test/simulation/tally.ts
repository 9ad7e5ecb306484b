/** Counts by name: kinds of trouble that occurred, and excuses that were given. */
export class Tally {
  readonly #counts = new Map<string, number>();

  count(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  of = (name: string): number => this.#counts.get(name) ?? 0;

  add(counts: Readonly<Record<string, number>>): void {
    for (const [name, times] of Object.entries(counts)) this.count(name, times);
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** One line per name, in alphabetical order. */
  lines(): string[] {
    const sorted = [...this.#counts].sort(([a], [b]) => a.localeCompare(b));
    return sorted.map(([name, times]) => `${times.toLocaleString('en').padStart(10)}  ${name}`);
  }
}

/** The counts of this process. */
export const tally = new Tally();
