import type { LeaseTables } from './aws-clients';
import { TABLE_KEYS, TABLE_NAMES, type TableName } from './contract';
import { parseHolder, type Holder } from './lease-table';
import { readItems } from './items';

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
  const look = await readItems(client, tableName, TABLE_KEYS.lease);
  if (look.kind === 'silent') return { kind: 'silent', detail: look.detail };
  const [item] = look.items;
  if (!item) return { kind: 'answers' };
  const { holder, since, until } = parseHolder(item);
  return { kind: 'answers', lease: { holder, ...(since !== undefined && { since }), until } };
}
