import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { Moment, type Clock } from '../shared/clock';
import { LeaseError, LeaseHeldError } from '../shared/errors';
import type { Log } from '../shared/log';
import type { LeaseTables } from './aws-clients';
import { LEASE_MS, LeaseTable, type Holder } from './lease-table';

const RENEW_MS = 2_000;
const WATCH_MS = 500;
/** Before the second try of a table that failed, and how quickly it has to have failed to be worth one. */
const AGAIN_MS = 200;
const QUICK_MS = 500;
/** A renewal that is younger still keeps everybody out for a while. */
const SURE_MS = LEASE_MS - RENEW_MS;
/** How long an act waits for a table that has not renewed the lease for long. */
const STALE_MS = 250;
/** So many tables keep every other operation out, be there two or three. */
const WHOLE = 2;

/** All tables in the one order in which everybody asks them. */
const REGIONS = ['home', 'away', 'witness'] as const;
type Region = (typeof REGIONS)[number];

export interface LeaseOptions {
  readonly tables: LeaseTables;
  readonly tableName: string;
  /** `whole`: two tables at least, or none. `any`: what can be reached. */
  readonly need: 'whole' | 'any';
  readonly operationId: string;
  /** Who holds it, for others to read: operation, actor, region. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * One lease for the cluster pair, in two tables or, with a witness, in two of three.
 *
 * It does not trust clocks of other machines: whoever finds a lease watches it for as long as it lives, and takes it
 * only when its holder has not renewed it in that time. All tables are asked in one order, so that of two operations
 * that start together exactly one goes on.
 *
 * Once begun, an operation must not be stopped halfway by one table that is lost: of two tables, any one that still
 * renews keeps the lease, because whoever wants to begin a planned operation needs both. Of three, two have to.
 */
export class Lease {
  readonly #tables: ReadonlyMap<Region, LeaseTable>;
  /** When each table that is held was last asked to keep the lease, and did. */
  readonly #renewed = new Map<Region, Moment>();
  /** Somebody else has it there. */
  readonly #taken = new Set<Region>();
  #wasHeld = false;
  /** Whether it began with enough tables to keep everybody out. */
  #wasWhole = false;
  /** Leases of others as first seen, by region. */
  readonly #sightings = new Map<Region, Sighting>();
  /** Gives back leases that may have been taken although no answer said so. */
  readonly #takenBack: Promise<void>[] = [];
  readonly #released = new AbortController();
  #renewals: Promise<void> | undefined;

  private constructor(private readonly options: LeaseOptions) {
    const { tables } = options;
    this.#tables = new Map(
      REGIONS.flatMap((region) => {
        const client = tables[region];
        return client ? [[region, new LeaseTable(client, options)] as const] : [];
      }),
    );
  }

  /** @throws LeaseHeldError when another operation is alive; LeaseError when too few tables answer */
  static async acquire(options: LeaseOptions): Promise<Lease> {
    const lease = new Lease(options);
    // From the beginning: one table may be held for long until the next one is.
    lease.#renewals = lease.#keepRenewing();
    try {
      for (const region of lease.#tables.keys()) await lease.#take(region);
      lease.#demand();
    } catch (error) {
      await lease.release();
      throw error;
    }
    return lease;
  }

  /** Whether somebody else held it first: what was observed before it was taken may be old. */
  get wasHeld(): boolean {
    return this.#wasHeld;
  }

  /** Whether it keeps every other operation out, or only those that reach its one table. */
  get coverage(): 'whole' | 'part' {
    return this.#renewed.size >= WHOLE ? 'whole' : 'part';
  }

  /**
   * Whoever is about to change something calls this first. A process that stood still finds out here: a renewal that is
   * too old by either clock is made again before anything is done.
   *
   * @throws LeaseError when the lease may have ended
   */
  async ensureHeld(): Promise<void> {
    if (!this.#isSure()) await this.#renew();
    // A table that was lost may be back, and tell that somebody else has taken it. One that is still lost costs little.
    else if (this.#hasStale()) await Promise.race([this.#renew(), this.options.clock.wait(STALE_MS)]);
    if (this.#isSure()) return;
    throw new LeaseError(
      'The lease of this pair could not be renewed in time',
      'Another operation may have begun: look at status, then run the same operation again.',
    );
  }

  /** Best effort: a lease that is not given back ends by itself. */
  async release(): Promise<void> {
    this.#released.abort();
    await this.#renewals; // one that is under way would put the lease back
    const held = [...this.#renewed.keys()].map((region) => this.#table(region).delete());
    await Promise.allSettled([...this.#takenBack, ...held]);
    this.#renewed.clear();
  }

  #isSure(): boolean {
    if (this.#taken.size > 0) return false;
    const sure = [...this.#renewed.values()].filter((moment) => moment.ageMs() < SURE_MS);
    return sure.length >= (this.#tables.size > WHOLE && this.#wasWhole ? WHOLE : 1);
  }

  #hasStale = (): boolean => [...this.#renewed.values()].some((moment) => moment.ageMs() >= SURE_MS);

  #demand(): void {
    const held = this.#renewed.size;
    this.#wasWhole = held >= WHOLE;
    if (held >= (this.options.need === 'whole' ? WHOLE : 1)) return;
    throw new LeaseError(
      `${held} of the ${this.#tables.size} lease tables ${this.options.tableName} can be held, too few for this operation`,
      'Check DynamoDB in each region, the route to it and the permissions; nothing was changed.',
    );
  }

  async #take(region: Region): Promise<void> {
    const found = await this.#tryTake(region);
    if (found === undefined) return;
    this.#wasHeld = true;
    const { clock, log } = this.options;
    log.info('lease is held, watching whether its holder lives', { region, holder: found.holder });
    const { since } = this.#sight(region, found);
    await this.#sightTheOthers(region);
    for (;;) {
      const isDead = since.ageMs() >= LEASE_MS;
      const again = await this.#tryTake(region, isDead ? found.beat : undefined);
      if (again === undefined) return;
      if (again.beat !== found.beat || isDead) throw new LeaseHeldError(again.holder, again.until);
      await clock.wait(WATCH_MS);
    }
  }

  #sight(region: Region, { beat }: Holder): Sighting {
    const before = this.#sightings.get(region);
    const sighting = before?.beat === beat ? before : { beat, since: new Moment(this.options.clock) };
    this.#sightings.set(region, sighting);
    return sighting;
  }

  /** A holder that died left its lease in each table: they are watched in the same time, not one after the other. */
  async #sightTheOthers(region: Region): Promise<void> {
    const others = [...this.#tables.keys()].filter(
      (name) => name !== region && !this.#sightings.has(name) && !this.#renewed.has(name),
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
   * @returns who holds it instead, or `undefined` when it is ours or the table does not answer
   */
  async #tryTake(region: Region, deadBeat?: string): Promise<Holder | undefined> {
    const started = new Moment(this.options.clock);
    try {
      await this.#putTwice(region, deadBeat);
      this.#renewed.set(region, started);
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return LeaseTable.holderOf(error);
      this.#goWithout(region, error);
      return undefined;
    }
  }

  /** One answer that got lost is worth a second try. A table that is silent is not: it would cost as much again. */
  async #putTwice(region: Region, deadBeat: string | undefined): Promise<void> {
    const started = new Moment(this.options.clock);
    try {
      await this.#table(region).take(deadBeat);
    } catch (error) {
      const isSlow = this.options.need === 'any' && started.ageMs() >= QUICK_MS;
      if (isSlow || error instanceof ConditionalCheckFailedException) throw error;
      await this.options.clock.wait(AGAIN_MS);
      await this.#table(region).take(deadBeat);
    }
  }

  #goWithout(region: Region, cause: unknown): void {
    const error = cause instanceof Error ? cause.name : 'unknown';
    // At once and beside the operation: at its end, a region that is a black hole would cost another whole call.
    this.#takenBack.push(this.#table(region).delete());
    this.options.log.warn('lease is not held in a region that does not answer', { region, error });
  }

  async #keepRenewing(): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#released;
    for (;;) {
      try {
        await clock.wait(RENEW_MS, signal);
      } catch {
        return; // given back
      }
      await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    await Promise.all([...this.#renewed.keys()].map((region) => this.#renewAt(region)));
  }

  async #renewAt(region: Region): Promise<void> {
    const started = new Moment(this.options.clock);
    try {
      await this.#table(region).renew();
      this.#renewed.set(region, started);
    } catch (error) {
      const isTaken = error instanceof ConditionalCheckFailedException;
      if (isTaken) this.#taken.add(region);
      this.options.log.warn('lease was not renewed', { region, isTaken });
    }
  }

  #table(region: Region): LeaseTable {
    const table = this.#tables.get(region);
    if (!table) throw new Error(`there is no lease table ${region}`);
    return table;
  }
}

interface Sighting {
  readonly beat: string;
  readonly since: Moment;
}
