import { QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CALL_MS } from './lease-table';

export type Item = Readonly<Record<string, AttributeValue>>;

/** What a table says about the items with one key. */
export type ItemsLook =
  | { readonly kind: 'answers'; readonly items: readonly Item[] }
  /** `detail`: name of the error. `hasAnswered`: the service has answered, and what it said is no item. */
  | { readonly kind: 'silent'; readonly detail: string; readonly hasAnswered: boolean };

/** Reads the few items with this partition key. A table that gives no answer is no error. */
export async function readItems(client: DynamoDBClient, tableName: string, key: string): Promise<ItemsLook> {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: 'pk = :key',
    ExpressionAttributeValues: { ':key': { S: key } },
    ConsistentRead: true,
  });
  try {
    const { Items } = await client.send(query, { abortSignal: AbortSignal.timeout(CALL_MS) });
    return { kind: 'answers', items: Items ?? [] };
  } catch (error) {
    return { kind: 'silent', detail: error instanceof Error ? error.name : 'unknown', hasAnswered: isAnswer(error) };
  }
}

/** Whether a service of AWS has answered, be it with an error. */
export function isAnswer(error: unknown): boolean {
  const { $metadata, $response } = error as { $metadata?: { httpStatusCode?: number }; $response?: unknown };
  return $metadata?.httpStatusCode !== undefined || $response !== undefined;
}
