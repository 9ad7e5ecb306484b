/** Timers that can be ended all at once. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  after(ms: number, act: () => void): () => void {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      act();
    }, ms);
    this.#running.add(timer);
    return () => {
      clearTimeout(timer);
      this.#running.delete(timer);
    };
  }

  /** Never resolves when {@link clear} comes first: whoever waits has nothing left to do. */
  sleep(ms: number): Promise<void> {
    return ms > 0 ? new Promise((resolve) => void this.after(ms, resolve)) : Promise.resolve();
  }

  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
