import { LinkContact, type Reach } from './link-contact';
import type { ReplicatedStore, Write } from './replicated-store';
import type { Settings } from './settings';
import { Timers } from './timers';

/** One end of a link. */
export interface LinkEnd {
  readonly store: ReplicatedStore;
  readonly lastWal: number;
}

export interface LinkOptions {
  readonly id: string;
  readonly primary: LinkEnd;
  readonly secondary: LinkEnd;
  readonly settings: Settings;
  /** Connection between the two ends now. */
  readonly reach: () => Reach;
  /** Whether a test has paused shipping. */
  readonly isPaused: () => boolean;
  /** Called after the state or the connection has changed. */
  readonly onState: () => void;
}

export type SyncState = 'merkle-diff' | 'merkle-sync' | 'stream-wals';

/** A timer may fire a little before its time by the clock, milliseconds. */
const CLOCK_MS = 5;

interface Shipment {
  readonly wal: number;
  readonly write: Write;
  readonly writtenAt: number;
}

/** Replication from a primary to a secondary: first all content, then one WAL at a time, each after the lag. */
export class ReplicationLink {
  readonly id: string;
  readonly startedAt = Date.now();
  readonly contact: LinkContact;
  state: SyncState = 'merkle-diff';
  /** The last received WAL; 0 before the first one. */
  lastRemoteWal = 0;
  closed = false;
  revoked = false;
  #draining = false;
  #queue: Shipment[] = [];
  #stepDue = true;
  #cancelShipping = (): void => {};
  readonly #timers = new Timers();

  constructor(private readonly options: LinkOptions) {
    this.id = options.id;
    this.contact = new LinkContact(() => options.settings.timings);
  }

  /** Starts with a comparison and a copy. @param synced whether both ends are equal already */
  start(synced = false): void {
    if (synced) {
      this.options.secondary.store.replaceWith(this.options.primary.store);
      this.lastRemoteWal = this.options.primary.lastWal;
      this.state = 'stream-wals';
      return;
    }
    this.#waitForStep();
  }

  /** Ships a write of the primary. */
  push(wal: number, write: Write): void {
    if (this.closed) return;
    this.#queue.push({ wal, write, writtenAt: Date.now() });
    if (this.#queue.length === 1) this.#schedule();
  }

  /** Whether the secondary knows that it is behind. It does not know about writes on a primary that it cannot reach. */
  get knownToBeBehind(): boolean {
    return this.state !== 'stream-wals' || (!this.closed && this.contact.isUp && this.#queue.length > 0);
  }

  /** Checks the connection and ships what is due. Call after every change that the link depends on. */
  refresh(): void {
    if (this.closed) return;
    if (this.contact.update(this.options.reach())) this.#tellContact();
    if (this.#draining && !this.contact.isUp) return this.close();
    if (this.#stepDue && this.state !== 'stream-wals') this.#waitForStep();
    this.#ship();
  }

  /** The primary was demoted: ships the remaining WALs if possible, then ends the link. */
  drain(): void {
    this.#draining = true;
    const mayShip =
      this.options.settings.behaviour.shipAfterDemote && this.contact.isUp && this.state === 'stream-wals';
    if (!mayShip || this.#queue.length === 0) this.close();
  }

  close(): void {
    if (this.closed) return;
    this.contact.end();
    this.closed = true;
    this.#queue = [];
    this.#timers.clear();
    this.options.onState();
  }

  /** Reports a loss once the secondary has noticed it. */
  #tellContact(): void {
    const inMs = this.contact.isUp ? 0 : this.contact.noticeMs('secondary');
    if (inMs === 0) this.options.onState();
    else this.#timers.after(inMs + CLOCK_MS, () => this.options.onState());
  }

  #waitForStep(): void {
    if (this.options.reach() !== 'up') return;
    this.#stepDue = false;
    const part = this.state === 'merkle-diff' ? 1 / 3 : 2 / 3;
    this.#timers.after(this.options.settings.timings.syncMs * part, () => {
      this.#stepDue = true;
      if (this.contact.isUp) this.#step();
    });
  }

  #step(): void {
    if (this.state === 'merkle-diff') {
      this.state = 'merkle-sync';
      this.#waitForStep();
    } else {
      this.options.secondary.store.replaceWith(this.options.primary.store);
      this.#queue = []; // the copy contains these writes
      this.state = 'stream-wals';
    }
    this.options.onState();
  }

  #ship(): void {
    if (this.closed || this.options.isPaused() || !this.contact.isUp || this.state !== 'stream-wals') return;
    const arrived = Date.now() - this.options.settings.timings.lagMs;
    for (let next = this.#queue[0]; next && next.writtenAt <= arrived; next = this.#queue[0]) {
      this.options.secondary.store.apply(next.write);
      this.lastRemoteWal = next.wal;
      this.#queue.shift();
    }
    if (this.#queue.length > 0) this.#schedule();
    else if (this.#draining) this.close();
  }

  #schedule(): void {
    const [first] = this.#queue;
    if (!first) return;
    const dueInMs = first.writtenAt + this.options.settings.timings.lagMs - Date.now();
    this.#cancelShipping();
    this.#cancelShipping = this.#timers.after(Math.max(1, dueInMs), () => this.#ship());
  }
}
