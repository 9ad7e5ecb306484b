import { QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { LeaseTables } from './aws-clients';
import { TABLE_NAMES, type TableName } from './contract';

/** One lease table, as a region sees it. */
export type TableLook =
  | { readonly kind: 'answers'; readonly lease?: LeaseLook }
  /** `detail`: name of the error. */
  | { readonly kind: 'silent'; readonly detail: string };

/** The lease in a table. Its holder may be dead: then `until` has passed, and the next operation takes the lease. */
export interface LeaseLook {
  /** Operation, actor and region. */
  readonly holder: string;
  /** ISO 8601, by the clock of the holder. @default - the holder is of release 0.1 */
  readonly since?: string;
  /** ISO 8601, by the clock of the holder. */
  readonly until: string;
}

export type TableLooks = Readonly<Partial<Record<TableName, TableLook>>>;

/** Limit of one call, the same as that of an operation. */
const CALL_MS = 1_000;

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
    return { kind: 'answers', ...(item && { lease: parseLease(item) }) };
  } catch (error) {
    return { kind: 'silent', detail: error instanceof Error ? error.name : 'unknown' };
  }
}

function parseLease(item: Record<string, AttributeValue>): LeaseLook {
  const text = (name: string): string | undefined => item[name]?.S;
  const since = text('since');
  return {
    holder: text('holder') ?? 'an unknown operation',
    ...(since !== undefined && { since }),
    until: text('until') ?? 'an unknown time',
  };
}
