/** The heartbeats that a secondary receives. {@link look} is called before and after each change of the connection. */
export class Heart {
  /** Milliseconds since the epoch; `undefined` before the first heartbeat. */
  lastBeat: number | undefined;
  /** Start of the current connection; `undefined` while there is none. */
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

  /** @param noticedAfterMs how long a loss stays unnoticed, milliseconds */
  saysConnected(now: number, noticedAfterMs: number): boolean {
    return this.aliveSince !== undefined || (this.#lostAt !== undefined && now - this.#lostAt < noticedAfterMs);
  }

  /** A new link starts without heartbeats. */
  forget(): void {
    this.lastBeat = undefined;
    this.aliveSince = undefined;
    this.#lostAt = undefined;
  }
}
