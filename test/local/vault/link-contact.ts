import type { Timings } from './settings';

/** Whether one end of a link gets through to the other: `silent` when packets get lost, `refused` when it is told so. */
export type Reach = 'up' | 'refused' | 'silent';

/** What the two ends of a link know of each other: heartbeats as long as they reach each other, and then the loss. */
export class LinkContact {
  #reach: Reach = 'up';
  #upSince = Date.now();
  #lostAt = 0;
  #ended = false;

  constructor(private readonly timings: () => Timings) {}

  get isUp(): boolean {
    return this.#reach === 'up';
  }

  /** @returns whether it changed */
  update(reach: Reach): boolean {
    if (reach === this.#reach) return false;
    if (this.isUp) this.#lostAt = Date.now();
    if (reach === 'up') this.#upSince = Date.now();
    this.#reach = reach;
    return true;
  }

  /** One end has closed the link, and both know it. */
  end(): void {
    if (this.isUp) this.#lostAt = Date.now();
    this.#ended = true;
  }

  /** Heartbeats begin with the connection and come at a steady pace. */
  get lastHeartbeat(): number {
    const until = this.isUp && !this.#ended ? Date.now() : this.#lostAt;
    return until - ((until - this.#upSince) % Math.max(1, this.timings().heartbeatMs));
  }

  /** How long a cluster of this role goes on saying `connected` after the loss. */
  noticeMs(role: 'primary' | 'secondary'): number {
    const { refusalNoticeMs, primarySilenceNoticeMs, secondarySilenceNoticeMs } = this.timings();
    if (this.#reach !== 'silent') return refusalNoticeMs;
    return role === 'secondary' ? primarySilenceNoticeMs : secondarySilenceNoticeMs;
  }

  /** Whether a cluster of this role says that it is connected to the other one. */
  isConnected(role: 'primary' | 'secondary'): boolean {
    if (this.#ended) return false;
    return this.isUp || Date.now() - this.#lostAt < this.noticeMs(role);
  }
}
