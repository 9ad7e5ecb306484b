import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { LeaseError, LeaseHeldError } from '../shared/errors';
import type { Log } from '../shared/log';

/** A lease that nobody renews ends after this. */
export const LEASE_MS = 8_000;
const RENEW_MS = 2_000;
const WATCH_MS = 500;
/** Before the second try of a table that did not answer. */
const AGAIN_MS = 200;
/** Limit on one call to a table, like a probe of a cluster. */
const CALL_MS = 1_000;

const KEY = { pk: { S: 'lease' }, sk: { S: 'lease' } } as const;

export interface LeaseOptions {
  readonly tables: Readonly<Record<ClusterName, DynamoDBClient>>;
  readonly tableName: string;
  /** The table without which there is no lease: that of the cluster to be promoted. */
  readonly decisive: ClusterName;
  readonly operationId: string;
  /** Who holds it, for others to read: operation, actor, region. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * One lease for the cluster pair, in the decisive region's table and in the other one where that answers.
 *
 * It does not trust clocks of other machines: whoever finds a lease watches it for as long as it lives, and takes it
 * only when its holder has not renewed it in that time. Both tables are asked in one order, home first, so that of two
 * operations that start together exactly one goes on.
 */
export class Lease {
  readonly #held = new Set<ClusterName>();
  #wasHeld = false;
  /** Leases of others as first seen, by region. */
  readonly #sightings = new Map<ClusterName, Sighting>();
  #beat = 0;
  /** When the decisive table was last asked to keep the lease, and did. */
  #renewedAt = Number.NEGATIVE_INFINITY;
  /** Gives back leases that may have been taken although no answer said so. */
  readonly #takenBack: Promise<void>[] = [];
  readonly #released = new AbortController();
  #renewals: Promise<void> | undefined;

  private constructor(private readonly options: LeaseOptions) {}

  /** @throws LeaseHeldError when another operation is alive; LeaseError when the decisive table does not answer */
  static async acquire(options: LeaseOptions): Promise<Lease> {
    const lease = new Lease(options);
    // From the beginning: one table may be held for long until the other one is.
    lease.#renewals = lease.#keepRenewing();
    try {
      for (const region of CLUSTER_NAMES) await lease.#take(region);
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

  /** Whoever is about to change something calls this first. @throws LeaseError when the lease may have ended */
  assertHeld(): void {
    if (this.options.clock.now() - this.#renewedAt < LEASE_MS - RENEW_MS) return;
    throw new LeaseError(
      'The lease of this pair could not be renewed in time',
      'Another operation may have begun: look at status, then run the same operation again.',
    );
  }

  /** Best effort: a lease that is not given back ends by itself. */
  async release(): Promise<void> {
    this.#released.abort();
    await this.#renewals; // one that is under way would put the lease back
    await Promise.allSettled([...this.#takenBack, ...[...this.#held].map((region) => this.#delete(region))]);
    this.#held.clear();
  }

  async #take(region: ClusterName): Promise<void> {
    const found = await this.#tryTake(region);
    if (found === undefined) return;
    this.#wasHeld = true;
    const { clock, log } = this.options;
    log.info('lease is held, watching whether its holder lives', { region, holder: found.holder });
    const watchedSince = this.#sight(region, found);
    await this.#sightTheOthers(region);
    for (;;) {
      const isDead = clock.now() - watchedSince >= LEASE_MS;
      const again = await this.#tryTake(region, isDead ? found.beat : undefined);
      if (again === undefined) return;
      if (again.beat !== found.beat || isDead) throw new LeaseHeldError(again.holder, again.until);
      await clock.wait(WATCH_MS);
    }
  }

  /** @returns since when this beat is known, by the own clock */
  #sight(region: ClusterName, { beat }: Holder): number {
    const before = this.#sightings.get(region);
    const sighting = before?.beat === beat ? before : { beat, since: this.options.clock.now() };
    this.#sightings.set(region, sighting);
    return sighting.since;
  }

  /** A holder that died left its lease in each table: they are watched in the same time, not one after the other. */
  async #sightTheOthers(region: ClusterName): Promise<void> {
    const others = CLUSTER_NAMES.filter(
      (name) => name !== region && !this.#sightings.has(name) && !this.#held.has(name),
    );
    for (const other of others) {
      const failed = await this.#put(other, 'operation_id = :me').catch((error: unknown) => error);
      if (failed instanceof ConditionalCheckFailedException && failed.Item)
        this.#sight(other, parseHolder(failed.Item));
    }
  }

  /**
   * @param deadBeat beat of a lease that may be replaced
   * @returns who holds it instead, or `undefined` when it is ours or the region does not matter
   */
  async #tryTake(region: ClusterName, deadBeat?: string): Promise<Holder | undefined> {
    const startedAt = this.options.clock.now();
    const free = 'attribute_not_exists(pk) OR operation_id = :me';
    const condition = deadBeat === undefined ? free : `${free} OR beat = :dead`;
    try {
      await this.#putTwice(region, condition, deadBeat);
      this.#held.add(region);
      if (region === this.options.decisive) this.#renewedAt = startedAt;
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return parseHolder(error.Item);
      return this.#withoutTable(region, error);
    }
  }

  /** The table that counts gets a second try: one answer that got lost should not stop a failover. */
  async #putTwice(region: ClusterName, condition: string, deadBeat: string | undefined): Promise<void> {
    try {
      await this.#put(region, condition, deadBeat);
    } catch (error) {
      if (region !== this.options.decisive || error instanceof ConditionalCheckFailedException) throw error;
      await this.options.clock.wait(AGAIN_MS);
      await this.#put(region, condition, deadBeat);
    }
  }

  /** Goes on without a region that is lost, unless it is the one that counts. */
  #withoutTable(region: ClusterName, cause: unknown): undefined {
    const name = cause instanceof Error ? cause.name : 'unknown';
    if (region === this.options.decisive) {
      this.#held.add(region); // it may have been taken although no answer says so: it is given back
      throw new LeaseError(
        `The lease table ${this.options.tableName} of the ${region} region does not answer (${name})`,
        'Check DynamoDB and the permissions of this Lambda; nothing was changed.',
        { cause },
      );
    }
    // At once and beside the operation: at its end, a region that is a black hole would cost another whole call.
    this.#takenBack.push(this.#delete(region).catch(() => undefined));
    this.options.log.warn('lease is not held in a region that does not answer', { region, error: name });
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
    const startedAt = this.options.clock.now();
    const regions = [...this.#held];
    const renewals = await Promise.allSettled(regions.map((region) => this.#put(region, 'operation_id = :me')));
    if (!regions.includes(this.options.decisive)) return;
    const decisive = renewals[regions.indexOf(this.options.decisive)];
    if (decisive?.status === 'fulfilled') {
      this.#renewedAt = startedAt;
      return;
    }
    const isTaken = decisive?.reason instanceof ConditionalCheckFailedException;
    if (isTaken) this.#renewedAt = Number.NEGATIVE_INFINITY;
    this.options.log.warn('lease was not renewed', { region: this.options.decisive, isTaken });
  }

  /** @param condition a renewal never makes a lease that is gone: somebody may have held it in between */
  async #put(region: ClusterName, condition: string, deadBeat?: string): Promise<void> {
    const { operationId, holder, clock, tableName, tables } = this.options;
    const beat = `${operationId}#${this.#beat++}`;
    const until = new Date(clock.now() + LEASE_MS).toISOString();
    const values: Record<string, AttributeValue> = { ':me': { S: operationId } };
    if (deadBeat !== undefined) values[':dead'] = { S: deadBeat };
    const command = new PutItemCommand({
      TableName: tableName,
      Item: { ...KEY, operation_id: { S: operationId }, holder: { S: holder }, beat: { S: beat }, until: { S: until } },
      ConditionExpression: condition,
      ExpressionAttributeValues: values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await tables[region].send(command, { abortSignal: AbortSignal.timeout(CALL_MS) });
  }

  async #delete(region: ClusterName): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.options.tableName,
      Key: KEY,
      ConditionExpression: 'operation_id = :me',
      ExpressionAttributeValues: { ':me': { S: this.options.operationId } },
    });
    await this.options.tables[region].send(command, { abortSignal: AbortSignal.timeout(CALL_MS) });
  }
}

interface Sighting {
  readonly beat: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

interface Holder {
  readonly holder: string;
  readonly beat: string;
  readonly until: string;
}

const parseHolder = (item: Record<string, AttributeValue> | undefined): Holder => ({
  holder: item?.['holder']?.S ?? 'an unknown operation',
  beat: item?.['beat']?.S ?? '',
  until: item?.['until']?.S ?? 'an unknown time',
});
