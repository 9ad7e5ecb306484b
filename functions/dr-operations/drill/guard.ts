import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { AwsError, DrillRefusedError } from '../../shared/errors';
import { LONGEST_DRILL_SECONDS, TABLE_KEYS } from '../contract';
import { CALL_MS } from '../lease-table';

/** The item of the scheduled drill that runs. It has a key of its own, so that the list of drills does not show it. */
const KEY = { pk: { S: TABLE_KEYS.drillGuard }, sk: { S: TABLE_KEYS.drillGuard } };

/**
 * Lets one scheduled drill run at a time. A schedule may fire twice, and the lease is free between the two switchovers of a
 * drill. One table is enough, because every scheduled drill runs in one region.
 */
export class DrillGuard {
  constructor(
    private readonly table: DynamoDBClient,
    private readonly tableName: string,
    private readonly drillId: string,
  ) {}

  /** The same drill may take it again. @throws DrillRefusedError if another one has it; AwsError */
  async take(now: number): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.tableName,
      Item: { ...KEY, drill_id: { S: this.drillId }, until: { N: String(now + LONGEST_DRILL_SECONDS * 1000) } },
      ConditionExpression: 'attribute_not_exists(pk) OR drill_id = :me OR #until < :now',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':me': { S: this.drillId }, ':now': { N: String(now) } },
    });
    try {
      await this.table.send(put, { abortSignal: AbortSignal.timeout(CALL_MS) });
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException)
        throw new DrillRefusedError(
          'Another scheduled drill runs',
          'Wait for its end, which is after two hours at most.',
        );
      throw new AwsError(
        'DynamoDB',
        'PutItem',
        error,
        'Nothing was changed. The next drill of the schedule tries again.',
      );
    }
  }

  /** Best effort: what is left behind ends by itself. */
  async release(): Promise<void> {
    const command = new DeleteItemCommand({
      TableName: this.tableName,
      Key: KEY,
      ConditionExpression: 'drill_id = :me',
      ExpressionAttributeValues: { ':me': { S: this.drillId } },
    });
    await this.table.send(command, { abortSignal: AbortSignal.timeout(CALL_MS) }).catch(() => undefined);
  }
}
