import type { PgHabits } from './habits';
import type { SimServer } from './sim-server';

const TTL_MS = 15_000;
const RENEW_MS = 5_000;
/** A node that was told to step down does not take the lock again for this time. */
const STEPPED_DOWN_MS = 10_000;

let identities = 0;

/** The OpenBao nodes of one cluster. At most one of them is active: the one that holds the lock in the database. */
export class SimNodes {
  /** Identity of the active node. */
  active: string | undefined;
  sealed = false;
  /** No node takes the lock before. */
  waitUntil = 0;
  /** Time of the last change between active and standby, milliseconds since the epoch. */
  changedAt = Number.NEGATIVE_INFINITY;
  #renewedAt = 0;
  #failingSince: number | undefined;
  #takesAt: number | undefined;

  constructor(
    private readonly server: SimServer,
    private readonly habits: PgHabits,
    /** The clock of the server, relative to the true time. */
    private readonly offMs: number,
    /** Whether the database commits now what they write. */
    private readonly commits: (now: number) => boolean,
    /** Writes the lock as it is now. */
    private readonly keepLock: () => void,
  ) {}

  /** A node is active from the beginning. */
  begin(now: number): void {
    this.active = `${this.server.name}-${(identities += 1)}`;
    this.#renew(this.active, now);
  }

  /** Time of what they do next, if nothing else changes. */
  nextAt(now: number): number {
    if (this.sealed) return Number.POSITIVE_INFINITY;
    const takesWrites = this.commits(now);
    if (this.active !== undefined) {
      return takesWrites ? this.#renewedAt + RENEW_MS : (this.#failingSince ?? now) + this.habits.stepDownMs;
    }
    return takesWrites ? Math.max(this.#takesAt ?? this.#freeAt(now), now) : Number.POSITIVE_INFINITY;
  }

  #freeAt(now: number): number {
    const { lock } = this.server;
    const freeAt = lock === undefined ? now : lock.until - this.offMs;
    return Math.max(now, freeAt, this.waitUntil) + this.habits.takeOverMs;
  }

  /** Does what is due. @returns whether a node became active */
  act(now: number): boolean {
    if (this.sealed) return false;
    const takesWrites = this.commits(now);
    if (this.active === undefined) return takesWrites ? this.#take(now) : this.#forget();
    this.#takesAt = undefined;
    if (takesWrites) {
      this.#failingSince = undefined;
      if (now < this.#renewedAt + RENEW_MS) return false;
      this.#renew(this.active, now);
      return false;
    }
    this.#failingSince ??= now;
    if (now >= this.#failingSince + this.habits.stepDownMs) this.#stepDown(now);
    return false;
  }

  #forget(): false {
    this.#takesAt = undefined;
    return false;
  }

  #take(now: number): boolean {
    this.#takesAt ??= this.#freeAt(now);
    // Somebody has removed the lock meanwhile, or a node of the other side has renewed it.
    this.#takesAt = Math.min(this.#takesAt, this.#freeAt(now));
    if (now < this.#takesAt) return false;
    this.#takesAt = undefined;
    this.active = `${this.server.name}-${(identities += 1)}`;
    this.changedAt = now;
    this.#failingSince = undefined;
    this.#renew(this.active, now);
    return true;
  }

  #renew(holder: string, now: number): void {
    this.#renewedAt = now;
    this.server.lock = { holder, until: now + this.offMs + TTL_MS };
    this.keepLock();
  }

  #stepDown(now: number): void {
    const holder = this.active;
    this.active = undefined;
    this.changedAt = now;
    this.#failingSince = undefined;
    if (this.server.lock?.holder !== holder || !this.commits(now)) return;
    this.server.lock = undefined;
    this.keepLock();
  }

  /** `sys/step-down`. */
  stepDown(now: number): void {
    if (this.active === undefined) return;
    this.waitUntil = Math.max(this.waitUntil, now + STEPPED_DOWN_MS);
    this.#stepDown(now);
  }

  seal(sealed: boolean, now: number): void {
    if (sealed && !this.sealed) this.#stepDown(now);
    this.sealed = sealed;
    this.#takesAt = undefined;
  }
}
