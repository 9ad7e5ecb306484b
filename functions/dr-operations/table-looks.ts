import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { LeaseTables } from './aws-clients';
import { TABLE_NAMES, type TableName } from './contract';
import { CALL_MS, parseHolder, type Holder } from './lease-table';

/** One lease table, as a region sees it. */
export type TableLook =
  | { readonly kind: 'answers'; readonly lease?: LeaseLook }
  /** `detail`: name of the error. */
  | { readonly kind: 'silent'; readonly detail: string };

/** The lease in a table. Its holder may be dead: then `until` has passed, and the next operation takes the lease. */
export type LeaseLook = Omit<Holder, 'beat'>;

export type TableLooks = Readonly<Partial<Record<TableName, TableLook>>>;

/** Looks at every table in parallel. A table that gives no answer is no error. */
export async function lookAtTables(tables: LeaseTables, tableName: string): Promise<TableLooks> {
  const looks = TABLE_NAMES.flatMap((name) => {
    const client = tables[name];
    return client ? [lookAt(client, tableName).then((look) => [name, look] as const)] : [];
  });
  return Object.fromEntries(await Promise.all(looks));
}

async function lookAt(client: LeaseTables['home'], tableName: string): Promise<TableLook> {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: 'pk = :lease',
    ExpressionAttributeValues: { ':lease': { S: 'lease' } },
    ConsistentRead: true,
  });
  try {
    const { Items } = await client.send(query, { abortSignal: AbortSignal.timeout(CALL_MS) });
    const [item] = Items ?? [];
    if (!item) return { kind: 'answers' };
    const { holder, since, until } = parseHolder(item);
    return { kind: 'answers', lease: { holder, ...(since !== undefined && { since }), until } };
  } catch (error) {
    return { kind: 'silent', detail: error instanceof Error ? error.name : 'unknown' };
  }
}
