import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { Moment, type Clock } from '../shared/clock';
import { LeaseError, LeaseHeldError } from '../shared/errors';
import type { LeaseTables } from './aws-clients';
import { TABLE_NAMES, type TableName } from './contract';
import { LEASE_MS, LeaseTable, type Holder } from './lease-table';
import type { TakeNote } from './notes';

/** Pause between renewals. */
const RENEW_MS = 2_000;
/** Pause between two looks at a lease of another operation. */
const WATCH_MS = 500;
/** Pause before the second try at a table that failed. */
const RETRY_MS = 200;
/** An operation that needs only one table does not retry a call that failed after more than this time. */
const QUICK_MS = 500;
/** A renewal that is younger than this still keeps other operations out for at least one more renewal. */
const SURE_MS = LEASE_MS - RENEW_MS;
/** How long a change waits for a table that has not renewed the lease for long. */
const STALE_MS = 250;
/** This number of tables keeps every other operation out, of two tables or of three. */
const WHOLE = 2;
const WHILE_LOST =
  'While a region is lost, a failover needs one table, and it also moves a client name that was left behind.';

export interface LeaseOptions {
  readonly tables: LeaseTables;
  readonly tableName: string;
  /** `whole`: at least two tables, otherwise the lease is refused. `any`: every table that answers, at least one. */
  readonly need: 'whole' | 'any';
  readonly operationId: string;
  /** Shown to other operations: operation, actor and region. */
  readonly holder: string;
  readonly clock: Clock;
  readonly note: TakeNote;
}

/**
 * One lease for the cluster pair, in two tables or, with a witness, in two of three.
 *
 * Clocks of other machines are not trusted: an operation that finds a lease watches it for the lifetime of a lease, and
 * takes it only if the holder has not renewed it in that time. All operations use the tables in the same order, so that of
 * two that start together exactly one continues.
 *
 * An operation that has begun must not be stopped by the loss of one table. Of two tables, any one that still renews keeps
 * the lease, because a planned operation needs both to begin. Of three tables, two have to renew.
 */
export class Lease {
  readonly #tables: ReadonlyMap<TableName, LeaseTable>;
  /** When each table last renewed the lease: the time before the call. */
  readonly #renewed = new Map<TableName, Moment>();
  /** Tables in which another operation holds the lease. */
  readonly #taken = new Set<TableName>();
  #wasHeld = false;
  /** Whether it began with enough tables to keep every other operation out. */
  #wasWhole = false;
  /** Leases of other operations as first seen, by table. */
  readonly #sightings = new Map<TableName, Sighting>();
  /** Deletions of leases that may have been written although the call failed. */
  readonly #deletions: Promise<void>[] = [];
  readonly #released = new AbortController();
  #renewals: Promise<void> | undefined;

  private constructor(private readonly options: LeaseOptions) {
    const { tables } = options;
    this.#tables = new Map(
      TABLE_NAMES.flatMap((name) => {
        const client = tables[name];
        return client ? [[name, new LeaseTable(client, options)] as const] : [];
      }),
    );
  }

  /** @throws LeaseHeldError if another operation is alive; LeaseError if too few tables answer */
  static async acquire(options: LeaseOptions): Promise<Lease> {
    const lease = new Lease(options);
    // Renewals start at once, because it may take long until the next table is held too.
    lease.#renewals = lease.#keepRenewing();
    try {
      for (const table of lease.#tables.keys()) await lease.#take(table);
      lease.#requireEnough();
    } catch (error) {
      await lease.release();
      throw error;
    }
    return lease;
  }

  /** Whether another operation held it before. Anything observed before it was taken may be outdated. */
  get wasHeld(): boolean {
    return this.#wasHeld;
  }

  /** `whole`: keeps every other operation out. `part`: only operations that reach its one table. */
  get coverage(): 'whole' | 'part' {
    return this.#renewed.size >= WHOLE ? 'whole' : 'part';
  }

  /**
   * Has to be called before every change. A process that was frozen notices it here: if a renewal is too old by either
   * clock, it is renewed first.
   *
   * @throws LeaseError if the lease may have ended
   */
  async ensureHeld(): Promise<void> {
    if (!this.#isSure()) await this.#renew();
    // A table that was lost may be back and show that another operation holds it. If it is still lost, this wait is short.
    else if (this.#hasStale()) await Promise.race([this.#renew(), this.options.clock.wait(STALE_MS)]);
    if (this.#isSure()) return;
    throw new LeaseError(
      'The lease of this pair could not be renewed in time',
      'Another operation may have begun: look at status, then run the same operation again.',
    );
  }

  /** Best effort: a lease that is not deleted ends by itself. */
  async release(): Promise<void> {
    this.#released.abort();
    await this.#renewals; // a running renewal would write the lease again
    const held = [...this.#renewed.keys()].map((table) => this.#table(table).delete());
    await Promise.allSettled([...this.#deletions, ...held]);
    this.#renewed.clear();
  }

  #isSure(): boolean {
    if (this.#taken.size > 0) return false;
    const sure = [...this.#renewed.values()].filter((moment) => moment.ageMs() < SURE_MS);
    return sure.length >= (this.#tables.size > WHOLE && this.#wasWhole ? WHOLE : 1);
  }

  #hasStale = (): boolean => [...this.#renewed.values()].some((moment) => moment.ageMs() >= SURE_MS);

  #requireEnough(): void {
    const held = this.#renewed.size;
    this.#wasWhole = held >= WHOLE;
    if (held >= (this.options.need === 'whole' ? WHOLE : 1)) return;
    throw new LeaseError(
      `Only ${held} of the ${this.#tables.size} lease tables ${this.options.tableName} can be held, too few for this operation`,
      'Nothing was changed. Check DynamoDB in each region, the route to it and the permissions.' +
        (this.options.need === 'whole' ? ` ${WHILE_LOST}` : ''),
    );
  }

  async #take(table: TableName): Promise<void> {
    const found = await this.#tryTake(table);
    if (found === undefined) return;
    this.#wasHeld = true;
    const { clock, note } = this.options;
    note('lease-watched', { table, detail: found.holder });
    const { since } = this.#sight(table, found);
    await this.#sightTheOthers(table);
    for (;;) {
      const isDead = since.ageMs() >= LEASE_MS;
      const again = await this.#tryTake(table, isDead ? found.beat : undefined);
      if (again === undefined) return;
      if (again.beat !== found.beat || isDead) throw new LeaseHeldError(again.holder, again.until);
      await clock.wait(WATCH_MS);
    }
  }

  #sight(table: TableName, { beat }: Holder): Sighting {
    const before = this.#sightings.get(table);
    const sighting = before?.beat === beat ? before : { beat, since: new Moment(this.options.clock) };
    this.#sightings.set(table, sighting);
    return sighting;
  }

  /** A dead holder has left a lease in each table. All are watched at the same time. */
  async #sightTheOthers(table: TableName): Promise<void> {
    const others = [...this.#tables.keys()].filter(
      (name) => name !== table && !this.#sightings.has(name) && !this.#renewed.has(name),
    );
    await Promise.all(
      others.map(async (other) => {
        const holder = await this.#table(other).holder();
        if (holder) this.#sight(other, holder);
      }),
    );
  }

  /**
   * @param deadBeat beat of a lease that may be replaced
   * @returns the other holder, or `undefined` if the lease is ours or the table gives no answer
   */
  async #tryTake(table: TableName, deadBeat?: string): Promise<Holder | undefined> {
    const started = new Moment(this.options.clock);
    try {
      await this.#putTwice(table, deadBeat);
      this.#renewed.set(table, started);
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return LeaseTable.holderOf(error);
      this.#goWithout(table, error);
      return undefined;
    }
  }

  /** Tries again after a failed call, except for a failover that would wait for a slow table twice. */
  async #putTwice(table: TableName, deadBeat: string | undefined): Promise<void> {
    const started = new Moment(this.options.clock);
    try {
      await this.#table(table).take(deadBeat);
    } catch (error) {
      const isSlow = this.options.need === 'any' && started.ageMs() >= QUICK_MS;
      if (isSlow || error instanceof ConditionalCheckFailedException) throw error;
      await this.options.clock.wait(RETRY_MS);
      await this.#table(table).take(deadBeat);
    }
  }

  #goWithout(table: TableName, cause: unknown): void {
    const error = cause instanceof Error ? cause.name : 'unknown';
    // Deleted now, in parallel to the operation: an unreachable region would cost another time-out at its end.
    this.#deletions.push(this.#table(table).delete());
    this.options.note('lease-table-silent', { table, detail: error });
  }

  async #keepRenewing(): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#released;
    for (;;) {
      try {
        await clock.wait(RENEW_MS, signal);
      } catch {
        return; // released
      }
      await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    await Promise.all([...this.#renewed.keys()].map((table) => this.#renewAt(table)));
  }

  async #renewAt(table: TableName): Promise<void> {
    const started = new Moment(this.options.clock);
    try {
      await this.#table(table).renew();
      this.#renewed.set(table, started);
    } catch (error) {
      const isTaken = error instanceof ConditionalCheckFailedException;
      if (isTaken) this.#taken.add(table);
      this.options.note('lease-not-renewed', {
        table,
        detail: isTaken ? 'another operation holds it' : 'no answer',
      });
    }
  }

  #table(name: TableName): LeaseTable {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`there is no lease table ${name}`);
    return table;
  }
}

interface Sighting {
  readonly beat: string;
  readonly since: Moment;
}
