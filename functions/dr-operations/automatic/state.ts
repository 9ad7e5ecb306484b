import { DeleteItemCommand, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { LeaseTables } from '../aws-clients';
import { TABLE_KEYS, TABLE_NAMES, type TableName } from '../contract';
import { readItems, type Item } from '../items';
import { CALL_MS } from '../lease-table';

/** What somebody did. Times are ISO 8601, by the clock of whoever wrote them. */
const MARK = v.object({ id: v.string(), at: v.string(), actor: v.string(), reason: v.optional(v.string()) });
export type Mark = v.InferOutput<typeof MARK>;

/** An operation that began by itself. */
const ACT = v.object({ id: v.string(), at: v.string(), reason: v.string(), acknowledged: v.optional(MARK) });
export type Act = v.InferOutput<typeof ACT>;

/** What can begin by itself. */
export const ACTS = ['failover', 'fence'] as const;
export type ActName = (typeof ACTS)[number];

/** What people have decided about it, and what has begun. */
export interface AutomaticState {
  /** Nothing begins by itself until somebody resumes it. */
  readonly pause?: Mark;
  /** The last failover that began by itself. */
  readonly failover?: Act;
  /** The last demotion of an old primary that began by itself. */
  readonly fence?: Act;
}

/** The state, as far as it is known. `unknown`: fewer than two tables can be read, so that a pause may be missed. */
export type KnownState = ({ readonly kind: 'known' } & AutomaticState) | { readonly kind: 'unknown' };

/** Partition key of the state. The sort key is `pause` or the name of an act. */
const STATE_KEY = TABLE_KEYS.automatic;
type Slot = 'pause' | ActName;

/** Any two of the tables have a table in common with any other two, of two tables or of three. */
const ENOUGH = 2;

/**
 * Reads the state from every table. What holds something up counts if any table has it: a pause, and an act that nobody
 * has acknowledged.
 */
export async function readState(tables: LeaseTables, tableName: string): Promise<KnownState> {
  const looks = await Promise.all(
    clientsOf(tables).map(async ([, client]) => {
      const look = await readItems(client, tableName, STATE_KEY);
      return look.kind === 'answers' ? [parseState(look.items)] : [];
    }),
  );
  const states = looks.flat();
  // An item that cannot be read may be a pause of a newer release.
  if (states.length < ENOUGH || states.includes('malformed')) return { kind: 'unknown' };
  return { kind: 'known', ...(states as readonly AutomaticState[]).reduce(mergeStates, {}) };
}

/** Both states together. Pure. */
export function mergeStates(a: AutomaticState, b: AutomaticState): AutomaticState {
  const pause = newest(a.pause, b.pause);
  const [failover, fence] = [mergeActs(a.failover, b.failover), mergeActs(a.fence, b.fence)];
  return { ...(pause && { pause }), ...(failover && { failover }), ...(fence && { fence }) };
}

/** The newest act; it counts as acknowledged only if every act does. */
function mergeActs(a: Act | undefined, b: Act | undefined): Act | undefined {
  const act = newest(a, b);
  const open = [a, b].find((each) => each && !each.acknowledged);
  return act?.acknowledged && open ? { ...open, at: act.at } : act;
}

const newest = <T extends { readonly at: string }>(a: T | undefined, b: T | undefined): T | undefined =>
  a && b ? (b.at > a.at ? b : a) : (a ?? b);

/**
 * Writes one part of the state to every table.
 *
 * @param replaces id of what it may replace; `anything` by default
 * @returns the tables that have it
 */
export function writePart(
  tables: LeaseTables,
  tableName: string,
  part: { readonly slot: Slot; readonly value: Mark | Act; readonly replaces?: string },
): Promise<readonly TableName[]> {
  const { slot, value, replaces } = part;
  return onEach(tables, (client) =>
    client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { ...keyOf(slot), id: { S: value.id }, value: { S: JSON.stringify(value) } },
        ...(replaces !== undefined && conditionOf(replaces)),
      }),
      { abortSignal: AbortSignal.timeout(CALL_MS) },
    ),
  );
}

/** Deletes a part with this id from every table, but no later one. @returns the tables that do not have it any more */
export function deletePart(
  tables: LeaseTables,
  tableName: string,
  slot: Slot,
  id: string,
): Promise<readonly TableName[]> {
  return onEach(tables, (client) =>
    client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(slot), ...conditionOf(id) }), {
      abortSignal: AbortSignal.timeout(CALL_MS),
    }),
  );
}

/** Whether so many tables have it that every later reader sees it. */
export const isEnough = (tables: readonly TableName[]): boolean => tables.length >= ENOUGH;

const keyOf = (slot: Slot): { pk: { S: string }; sk: { S: string } } => ({ pk: { S: STATE_KEY }, sk: { S: slot } });

const conditionOf = (id: string): { ConditionExpression: string; ExpressionAttributeValues: Item } => ({
  ConditionExpression: 'attribute_not_exists(pk) OR id = :id',
  ExpressionAttributeValues: { ':id': { S: id } },
});

const clientsOf = (tables: LeaseTables): readonly (readonly [TableName, DynamoDBClient])[] =>
  TABLE_NAMES.flatMap((name) => {
    const client = tables[name];
    return client ? [[name, client] as const] : [];
  });

async function onEach(
  tables: LeaseTables,
  change: (client: DynamoDBClient) => Promise<unknown>,
): Promise<readonly TableName[]> {
  const done = await Promise.all(
    clientsOf(tables).map(async ([name, client]) => {
      try {
        await change(client);
        return [name];
      } catch {
        return [];
      }
    }),
  );
  return done.flat();
}

function parseState(items: readonly Item[]): AutomaticState | 'malformed' {
  const text = (slot: Slot): string | undefined => items.find(({ sk }) => sk?.S === slot)?.['value']?.S;
  const parsed = v.safeParse(STATE, { pause: text('pause'), failover: text('failover'), fence: text('fence') });
  if (!parsed.success) return 'malformed';
  const { pause, failover, fence } = parsed.output;
  return { ...(pause && { pause }), ...(failover && { failover }), ...(fence && { fence }) };
}

const json = <S extends v.GenericSchema>(schema: S) => v.optional(v.pipe(v.string(), v.parseJson(), schema));
const STATE = v.object({ pause: json(MARK), failover: json(ACT), fence: json(ACT) });
