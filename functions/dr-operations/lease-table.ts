import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../shared/clock';
import { TABLE_KEYS } from './contract';

/** A lease that is not renewed ends after this time. */
export const LEASE_MS = 8_000;
/** Limit of one call to a table, the same as that of a probe. */
export const CALL_MS = 1_000;

/** The item of the lease. */
export const LEASE_KEY = { pk: { S: TABLE_KEYS.lease }, sk: { S: TABLE_KEYS.lease } };
const MINE = 'operation_id = :me';
const FREE = `attribute_not_exists(pk) OR ${MINE}`;

/** Who holds a lease. */
export interface Holder {
  readonly holder: string;
  /** Changes with each renewal. If it stays the same, the holder is dead. */
  readonly beat: string;
  /** ISO 8601, by the clock of the holder. @default - the holder is of release 0.1 */
  readonly since?: string;
  /** ISO 8601, by the clock of the holder. */
  readonly until: string;
}

/** Clocks may differ by this. */
const CLOCK_DIFFERENCE_MS = 5_000;

/**
 * Whether a lease ended so long ago that its operation has died, whatever the clocks say. One whose time cannot be read has not
 * ended.
 *
 * @param until as in the item, ISO 8601
 * @param now milliseconds since the epoch
 */
export const hasEnded = (until: string | undefined, now: number): boolean =>
  Date.parse(until ?? '') < now - CLOCK_DIFFERENCE_MS;

export interface LeaseTableOptions {
  readonly tableName: string;
  readonly operationId: string;
  readonly holder: string;
  readonly clock: Clock;
}

/** The lease item of one table. */
export class LeaseTable {
  #beat = 0;
  /** When this operation first took the lease here, ISO 8601. */
  #since: string | undefined;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly options: LeaseTableOptions,
  ) {}

  /** @param deadBeat beat of a lease that may be replaced @throws ConditionalCheckFailedException if another operation holds it */
  take = (deadBeat?: string): Promise<void> =>
    this.#put(deadBeat === undefined ? FREE : `${FREE} OR beat = :dead`, deadBeat);

  /** Never creates a lease that is gone, because another operation may have held it since. @throws ConditionalCheckFailedException */
  renew = (): Promise<void> => this.#put(MINE);

  /** @returns the holder, or `undefined` if there is none or the table gives no answer */
  async holder(): Promise<Holder | undefined> {
    try {
      await this.renew();
      return undefined;
    } catch (error) {
      return error instanceof ConditionalCheckFailedException && error.Item ? parseHolder(error.Item) : undefined;
    }
  }

  /** Best effort. */
  async delete(): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.options.tableName,
      Key: LEASE_KEY,
      ConditionExpression: MINE,
      ExpressionAttributeValues: { ':me': { S: this.options.operationId } },
    });
    await this.client.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) }).catch(() => undefined);
  }

  static holderOf = ({ Item }: ConditionalCheckFailedException): Holder => parseHolder(Item);

  async #put(condition: string, deadBeat?: string): Promise<void> {
    const { operationId, holder, clock, tableName } = this.options;
    const beat = `${operationId}#${this.#beat++}`;
    const now = clock.now();
    this.#since ??= new Date(now).toISOString();
    const until = new Date(now + LEASE_MS).toISOString();
    const values: Record<string, AttributeValue> = { ':me': { S: operationId } };
    if (deadBeat !== undefined) values[':dead'] = { S: deadBeat };
    const command = new PutItemCommand({
      TableName: tableName,
      Item: {
        ...LEASE_KEY,
        operation_id: { S: operationId },
        holder: { S: holder },
        beat: { S: beat },
        since: { S: this.#since },
        until: { S: until },
      },
      ConditionExpression: condition,
      ExpressionAttributeValues: values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await this.client.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) });
  }
}

export const parseHolder = (item: Readonly<Record<string, AttributeValue>> | undefined): Holder => ({
  holder: item?.['holder']?.S ?? 'an unknown operation',
  beat: item?.['beat']?.S ?? '',
  ...(item?.['since']?.S !== undefined && { since: item['since'].S }),
  until: item?.['until']?.S ?? 'an unknown time',
});
