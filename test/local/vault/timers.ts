/** Timers that can be cancelled together. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  /** Runs `act` after `ms`. @returns a function that cancels it */
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

  /** Resolves after `ms`, or never when {@link clear} is called first. */
  sleep(ms: number): Promise<void> {
    return ms > 0 ? new Promise((resolve) => void this.after(ms, resolve)) : Promise.resolve();
  }

  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
