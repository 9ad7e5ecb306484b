/** The heartbeats that a secondary hears of its primary. It is told of each change, before and after. */
export class Heart {
  /** Milliseconds since the epoch; `undefined`: none was ever heard. */
  lastBeat: number | undefined;
  /** Since when it beats; `undefined`: it does not. */
  aliveSince: number | undefined;
  #lostAt: number | undefined;

  constructor(private readonly everyMs: number) {}

  look(now: number, isHeard: boolean): void {
    if (this.aliveSince !== undefined) this.lastBeat = now - ((now - this.aliveSince) % this.everyMs);
    if (isHeard && this.aliveSince === undefined) {
      this.aliveSince = now;
      this.lastBeat = now;
    }
    if (!isHeard && this.aliveSince !== undefined) {
      this.aliveSince = undefined;
      this.#lostAt = now;
    }
  }

  /** @param noticedAfterMs how long the loss goes unnoticed */
  saysConnected(now: number, noticedAfterMs: number): boolean {
    return this.aliveSince !== undefined || (this.#lostAt !== undefined && now - this.#lostAt < noticedAfterMs);
  }

  /** A new link knows nothing of the one before. */
  forget(): void {
    this.lastBeat = undefined;
    this.aliveSince = undefined;
    this.#lostAt = undefined;
  }
}
