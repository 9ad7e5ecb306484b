import type { ClusterName } from '../../../functions/shared/contract';
import type { PgHabits } from './habits';

/** One record of the log: a write of a client, or one by Vault itself. */
export interface LogRecord {
  /** Position at which it ends. */
  readonly end: bigint;
  /** Number of the client's write. */
  readonly id: number | undefined;
  /** Time of its commit, milliseconds since the epoch by the clock of the primary. */
  readonly at: number;
  /** The lock after it. */
  readonly lock: Lock | undefined;
}

/** The row of the active node's lock. It is replicated. */
export interface Lock {
  readonly holder: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** `system_identifier` of the pair. */
export const SYSTEM = '7300000000000000001';
const OTHER_SYSTEM = '7999999999999999999';

const PAGE = 8192n;
const HEADER = 24n;
const RECORD = 120n;

let timelines = 1;

/** One PostgreSQL server in virtual time. */
export class SimServer {
  isRunning = true;
  isReplica = false;
  systemId = SYSTEM;
  timeline = 1;
  /** Where each earlier timeline ended. */
  history: readonly { readonly timeline: number; readonly end: bigint }[] = [];
  log: LogRecord[] = [];
  data = new Set<number>();
  /** End of the log: written, or received. */
  end = 0x3000000n;
  lock: Lock | undefined;
  /** The setting in its file, which a restart keeps. */
  isFenced = false;
  /** Time of the last effective change of the setting, and what was effective before. */
  #reload = { at: Number.NEGATIVE_INFINITY, to: false, from: false };
  /** End of the sessions that began before the fence. */
  sessionsEndAt = Number.POSITIVE_INFINITY;
  promotion: { readonly until: number } | undefined;
  /** Records that were received and not yet applied. */
  #unapplied: { readonly record: LogRecord; readonly applyAt: number }[] = [];
  #replayed: LogRecord | undefined;
  /** The sessions of this system. */
  readonly sessions = new Set<{ readonly beganAt: number; isEnded: boolean }>();

  constructor(
    readonly name: ClusterName,
    private readonly habits: PgHabits,
  ) {}

  /** Writes one record. @returns it */
  write(at: number, id: number | undefined): LogRecord {
    const isFull = Math.random() < (this.habits.fullPages ?? 0);
    const next = this.insertAt + RECORD;
    const end = isFull ? (next / PAGE + 1n) * PAGE : next;
    const record = { end, id, at, lock: this.lock };
    this.#append(record);
    return record;
  }

  /** Where the next record begins: behind the header of the next page if a page is full. */
  get insertAt(): bigint {
    return this.end % PAGE === 0n ? this.end + HEADER : this.end;
  }

  #append(record: LogRecord): void {
    this.log.push(record);
    this.end = record.end;
    if (record.id !== undefined) this.data.add(record.id);
  }

  receive(record: LogRecord, now: number): void {
    this.#append(record);
    this.lock = record.lock;
    this.#unapplied.push({ record, applyAt: now + this.habits.replayMs });
  }

  /** The newest transaction that a replica has applied, and whether there is nothing else. */
  replayed(now: number): { readonly at: number | undefined; readonly isAll: boolean } {
    while (this.#unapplied[0] && this.#unapplied[0].applyAt <= now) this.#replayed = this.#unapplied.shift()?.record;
    return { at: this.#replayed?.at, isAll: this.#unapplied.length === 0 };
  }

  /** Whether new sessions refuse writes. */
  refusesNow = (now: number): boolean => (now >= this.#reload.at ? this.#reload.to : this.#reload.from);

  /** Whether a reload changes whether it takes writes. */
  get isReloadDue(): boolean {
    return !this.isReplica && this.isFenced !== this.#reload.to;
  }

  reload(now: number): void {
    const from = this.refusesNow(now);
    if (from === this.isFenced && now >= this.#reload.at) return;
    const at = now + Math.round(Math.random() * this.habits.reloadMs);
    this.#reload = { at, to: this.isFenced, from };
    if (!this.isFenced) this.sessionsEndAt = Number.POSITIVE_INFINITY;
  }

  /** Times at which its ability to write may change by itself. */
  get turns(): readonly number[] {
    const { at, to } = this.#reload;
    return [at, ...(to ? [at + this.habits.openTransactionMs, this.sessionsEndAt] : [])];
  }

  /** Whether a transaction of Vault is committed. */
  takesWrites(now: number): boolean {
    if (!this.isRunning || this.isReplica || this.promotion) return false;
    if (!this.refusesNow(now)) return true;
    const began = this.#reload.at;
    return now < Math.min(began + this.habits.openTransactionMs, this.sessionsEndAt);
  }

  /** Whether it is or may become a primary that takes writes without anybody's doing. */
  get isPrimary(): boolean {
    return this.promotion !== undefined || (!this.isReplica && !this.#reload.to);
  }

  /** Ends the sessions of Vault. @returns whether there are any that began before the fence */
  endSessionsOfVault(now: number): boolean {
    if (!this.refusesNow(now) || now >= this.sessionsEndAt) return false;
    this.sessionsEndAt = Math.min(this.sessionsEndAt, now + Math.round(Math.random() * this.habits.endSessionMs));
    return true;
  }

  stop(): void {
    this.isRunning = false;
    this.#endSessions();
  }

  /** Starts with the role and the settings that it had. */
  start(now: number): void {
    this.isRunning = true;
    this.#reload = { at: now, to: this.isFenced, from: this.isFenced };
    if (this.isFenced) this.sessionsEndAt = now;
  }

  #endSessions(): void {
    for (const session of this.sessions) session.isEnded = true;
    this.sessions.clear();
  }

  promote(now: number): void {
    this.promotion = { until: now + this.habits.promoteMs };
  }

  endPromotion(): void {
    this.promotion = undefined;
    this.isReplica = false;
    this.history = [...this.history, { timeline: this.timeline, end: this.end }];
    this.timeline = timelines += 1;
    this.#unapplied = [];
  }

  /** Whether its log is a beginning of the log of a primary. */
  canStreamFrom(primary: SimServer): boolean {
    if (this.systemId !== primary.systemId) return false;
    if (this.timeline === primary.timeline) return this.end <= primary.end;
    const fork = primary.history.find(({ timeline }) => timeline === this.timeline);
    return fork !== undefined && this.end <= fork.end;
  }

  /** Records of the primary that it does not have. */
  missing = (primary: SimServer): readonly LogRecord[] => {
    this.timeline = primary.timeline;
    this.history = primary.history;
    return primary.log.filter(({ end }) => end > this.end);
  };

  /** A person makes it a replica: with `pg_rewind`, which copies the settings too, or with `standby.signal` alone. */
  becomeReplicaOf(primary: SimServer, now: number): void {
    const isRewound = !this.canStreamFrom(primary) || Math.random() < 0.5;
    this.#endSessions();
    this.isReplica = true;
    this.promotion = undefined;
    this.isRunning = true;
    this.#unapplied = [];
    if (!isRewound) return;
    this.systemId = primary.systemId;
    this.timeline = primary.timeline;
    this.history = primary.history;
    this.log = [...primary.log];
    this.data = new Set(primary.data);
    this.end = primary.end;
    this.lock = primary.lock;
    this.#replayed = primary.log.at(-1);
    this.isFenced = primary.isFenced;
    this.start(now);
  }

  /** A person makes it a replica of a server that has nothing to do with the pair. */
  joinAnotherSystem(): void {
    this.systemId = OTHER_SYSTEM;
    this.log = [];
    this.data = new Set();
    this.lock = undefined;
  }
}
