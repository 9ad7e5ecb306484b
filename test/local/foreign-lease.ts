import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Key of the lease. */
export const LEASE = { pk: { S: 'lease' }, sk: { S: 'lease' } } as const;

export interface LeaseTimes {
  readonly since: Date;
  readonly until: Date;
}

/** Puts the lease of somebody else into a table. */
export async function putForeignLease(
  tables: DynamoDBClient,
  TableName: string,
  { since, until }: LeaseTimes,
): Promise<void> {
  await tables.send(
    new PutItemCommand({
      TableName,
      Item: {
        ...LEASE,
        operation_id: { S: 'another-operation' },
        holder: { S: 'switchover to away by another operator' },
        beat: { S: 'another-operation#0' },
        since: { S: since.toISOString() },
        until: { S: until.toISOString() },
      },
    }),
  );
}
