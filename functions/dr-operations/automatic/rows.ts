import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { TABLE_KEYS, TABLE_NAMES } from '../contract';
import { readItems, type Item, type ItemsLook } from '../items';
import { CALL_MS } from '../lease-table';
import type { LossFacts } from './service';

/**
 * Whether the Vault of home serves clients, as a watcher sees it. `down`: it gives no answer, is sealed or has no leader.
 * `unclear`: it answers, and is no primary that serves.
 */
export type ServiceState = (typeof SERVICE_STATES)[number];
const SERVICE_STATES = ['serves', 'down', 'unclear'] as const;

/** Whether AWS in the region of home answers, at its endpoints of DynamoDB and STS. `partly`: one of the two. */
export type RegionState = (typeof REGION_STATES)[number];
const REGION_STATES = ['answers', 'partly', 'silent'] as const;

/** What a watcher sees, and for how long without interruption. */
export interface Lasting<State extends string> {
  readonly is: State;
  /** Milliseconds. Only the time between two looks of one process counts, so that no clocks of two machines are compared. */
  readonly forMs: number;
}

const lasting = <S extends readonly string[]>(states: S) =>
  v.object({ is: v.picklist(states), forMs: v.pipe(v.number(), v.minValue(0)) });

const ROW = v.object({
  watcher: v.picklist(TABLE_NAMES),
  beat: v.string(),
  observedAt: v.string(),
  service: v.optional(lasting(SERVICE_STATES)),
  keptSince: v.optional(v.number()),
  lossSeconds: v.optional(v.number()),
  region: lasting(REGION_STATES),
  heard: v.optional(v.record(v.string(), v.object({ beat: v.string(), unchangedMs: v.number() })), {}),
});

/** What one watcher writes into the table of its own region. */
export interface WatcherRow extends LossFacts {
  readonly watcher: (typeof TABLE_NAMES)[number];
  /** Changes with each look. If it stays the same, the watcher is silent. */
  readonly beat: string;
  /** ISO 8601, by the clock of the watcher. For people, and to tell whether the row is of the run before. */
  readonly observedAt: string;
  /** The Vault of home. @default - a witness does not look at it */
  readonly service?: Lasting<ServiceState> | undefined;
  /** AWS in the region of home. */
  readonly region: Lasting<RegionState>;
  /** The beats of the other watchers, and for how long they have not changed. */
  readonly heard: Readonly<Record<string, Heard>>;
}

/** The last beat of another watcher. */
export interface Heard {
  readonly beat: string;
  readonly unchangedMs: number;
}

/** The row of another watcher. `stale`: its beat has not changed for long. `unread`: the table gives no answer. */
export type RowLook =
  | { readonly kind: 'fresh'; readonly row: WatcherRow }
  | { readonly kind: 'stale' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread' };

const ROW_KEY = TABLE_KEYS.watcher;

/** Writes a row. @returns whether the table has it */
export async function writeRow(client: DynamoDBClient, tableName: string, row: WatcherRow): Promise<boolean> {
  const put = new PutItemCommand({
    TableName: tableName,
    Item: { pk: { S: ROW_KEY }, sk: { S: ROW_KEY }, row: { S: JSON.stringify(row) } },
  });
  try {
    await client.send(put, { abortSignal: AbortSignal.timeout(CALL_MS) });
    return true;
  } catch {
    return false;
  }
}

/** The row in a table, and whether the table has answered at all. */
export interface TableRow {
  readonly look: ItemsLook;
  readonly row: WatcherRow | undefined;
}

export async function readRow(client: DynamoDBClient, tableName: string): Promise<TableRow> {
  const look = await readItems(client, tableName, ROW_KEY);
  return { look, row: look.kind === 'answers' ? parseRow(look.items[0]) : undefined };
}

function parseRow(item: Item | undefined): WatcherRow | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ROW), item?.['row']?.S);
  return parsed.success ? parsed.output : undefined;
}

/** Whether the endpoints of a region answer. A service that answers with an error is there. Pure. */
export function regionState(table: ItemsLook, doesStsAnswer: boolean): RegionState {
  const doesTableAnswer = table.kind === 'answers' || table.hasAnswered;
  if (doesTableAnswer && doesStsAnswer) return 'answers';
  return doesTableAnswer || doesStsAnswer ? 'partly' : 'silent';
}
