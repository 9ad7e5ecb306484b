import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../shared/clock';

/** A lease that nobody renews ends after this. */
export const LEASE_MS = 8_000;
/** Limit on one call to a table, like a probe of a cluster. */
const CALL_MS = 1_000;

const KEY = { pk: { S: 'lease' }, sk: { S: 'lease' } } as const;
const MINE = 'operation_id = :me';
const FREE = `attribute_not_exists(pk) OR ${MINE}`;

/** Who holds a lease. */
export interface Holder {
  readonly holder: string;
  /** Another one at each renewal: one that stays says that its holder is dead. */
  readonly beat: string;
  /** ISO 8601, by the holder's clock. */
  readonly until: string;
}

export interface LeaseTableOptions {
  readonly tableName: string;
  readonly operationId: string;
  readonly holder: string;
  readonly clock: Clock;
}

/** The lease item of one region's table. */
export class LeaseTable {
  #beat = 0;

  constructor(
    private readonly client: DynamoDBClient,
    private readonly options: LeaseTableOptions,
  ) {}

  /** @param deadBeat beat of a lease that may be replaced @throws ConditionalCheckFailedException when somebody has it */
  take = (deadBeat?: string): Promise<void> =>
    this.#put(deadBeat === undefined ? FREE : `${FREE} OR beat = :dead`, deadBeat);

  /** Never makes a lease that is gone: somebody may have held it in between. @throws ConditionalCheckFailedException */
  renew = (): Promise<void> => this.#put(MINE);

  /** @returns who holds it, or `undefined` when nobody does or the table does not answer */
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
      Key: KEY,
      ConditionExpression: MINE,
      ExpressionAttributeValues: { ':me': { S: this.options.operationId } },
    });
    await this.client.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) }).catch(() => undefined);
  }

  static holderOf = ({ Item }: ConditionalCheckFailedException): Holder => parseHolder(Item);

  async #put(condition: string, deadBeat?: string): Promise<void> {
    const { operationId, holder, clock, tableName } = this.options;
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
    await this.client.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) });
  }
}

const parseHolder = (item: Record<string, AttributeValue> | undefined): Holder => ({
  holder: item?.['holder']?.S ?? 'an unknown operation',
  beat: item?.['beat']?.S ?? '',
  until: item?.['until']?.S ?? 'an unknown time',
});
