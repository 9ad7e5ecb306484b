import type { Timings } from './settings';

/** Connection between the ends of a link. `silent`: packets are lost. `refused`: connections are refused. */
export type Reach = 'up' | 'refused' | 'silent';

/** What the ends of a link know of each other: heartbeats while they are connected, and the loss of the connection. */
export class LinkContact {
  #reach: Reach = 'up';
  #upSince = Date.now();
  #lostAt = 0;
  #ended = false;

  constructor(private readonly timings: () => Timings) {}

  get isUp(): boolean {
    return this.#reach === 'up';
  }

  /** @returns whether the connection changed */
  update(reach: Reach): boolean {
    if (reach === this.#reach) return false;
    if (this.isUp) this.#lostAt = Date.now();
    if (reach === 'up') this.#upSince = Date.now();
    this.#reach = reach;
    return true;
  }

  /** One end closed the link, which both notice at once. */
  end(): void {
    if (this.isUp) this.#lostAt = Date.now();
    this.#ended = true;
  }

  /** Time of the last heartbeat, milliseconds since the epoch. Heartbeats begin with the connection. */
  get lastHeartbeat(): number {
    const until = this.isUp && !this.#ended ? Date.now() : this.#lostAt;
    const { heartbeatMs, heartbeatDelayMs } = this.timings();
    return until - ((until - this.#upSince) % Math.max(1, heartbeatMs)) - heartbeatDelayMs;
  }

  /** How long a cluster in this role still reports `connected` after the loss, milliseconds. */
  noticeMs(role: 'primary' | 'secondary'): number {
    const { refusalNoticeMs, primarySilenceNoticeMs, secondarySilenceNoticeMs } = this.timings();
    if (this.#reach !== 'silent') return refusalNoticeMs;
    return role === 'secondary' ? primarySilenceNoticeMs : secondarySilenceNoticeMs;
  }

  /** Whether a cluster in this role reports `connected`. */
  isConnected(role: 'primary' | 'secondary'): boolean {
    if (this.#ended) return false;
    return this.isUp || Date.now() - this.#lostAt < this.noticeMs(role);
  }
}
