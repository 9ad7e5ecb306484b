import { QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLE_KEYS, type DrillRecord } from '../../functions/dr-operations/contract';
import type { JournalEntry } from '../../functions/dr-operations/journal';
import { hasEnded, LEASE_MS } from '../../functions/dr-operations/lease-table';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';

/** Journal entry of a first enablement, which the tool itself runs. */
export interface EnableEntry extends Omit<JournalEntry, 'operation' | 'steps'> {
  readonly operation: 'enable';
  readonly steps: readonly (Omit<JournalEntry['steps'][number], 'kind' | 'cause'> & { readonly kind: string })[];
}

/** Any journal entry. */
export type RecordedOperation = JournalEntry | EnableEntry;

/** An entry as it is shown. `died`: the process or Lambda that ran the operation is gone. */
export type ShownOperation =
  | (Omit<JournalEntry, 'outcome'> & { readonly outcome: JournalEntry['outcome'] | 'died' })
  | (Omit<EnableEntry, 'outcome'> & { readonly outcome: EnableEntry['outcome'] | 'died' });

export const isOperation = (entry: RecordedOperation): entry is JournalEntry => entry.operation !== 'enable';

/** The operation that holds the lease. */
export interface LeaseHolder {
  /** Operation, actor and region. */
  readonly holder: string;
  /** Changes while the holder is alive. */
  readonly beat: string;
}

/** Merged content of the journals of both regions. */
export interface JournalView {
  /** Newest first. */
  readonly entries: readonly RecordedOperation[];
  readonly lease: LeaseHolder | undefined;
  /** Clusters whose region's table did not answer. */
  readonly silent: readonly ClusterName[];
}

/** The drills in the journals of both regions. */
export interface DrillsView {
  /** Newest first. */
  readonly drills: readonly DrillRecord[];
  /** Clusters whose region's table did not answer. */
  readonly silent: readonly ClusterName[];
}

/** After this time without a sign of life an operation is dead. The journal may lag by calls of a second each. */
export const DEAD_MS = LEASE_MS + 4_000;

/** Tells an operation that runs from one that died: an operation that runs holds the lease. */
export function markDied(entry: RecordedOperation, { lease, silent }: JournalView, now: number): ShownOperation {
  const mayRun =
    silent.length > 0 || lease?.holder.includes(entry.actor) || now - Date.parse(entry.startedAt) < DEAD_MS;
  return entry.outcome === 'running' && !mayRun ? { ...entry, outcome: 'died' } : entry;
}

type Item = Record<string, AttributeValue>;

/** Reads the journal of a pair. */
export class JournalReader {
  constructor(
    private readonly tables: Readonly<Record<ClusterName, DynamoDBClient>>,
    private readonly tableName: string,
  ) {}

  /** @param limit maximum number of entries; `Infinity` reads all */
  async read(limit: number): Promise<JournalView> {
    const tables = await Promise.all(CLUSTER_NAMES.map((cluster) => this.#readTable(cluster, limit)));
    const entries = new Map<string, RecordedOperation>();
    for (const entry of tables.flatMap((table) => table?.entries ?? [])) {
      const known = entries.get(entry.operationId);
      // The tables are written one after the other, so one of them may have an older state of the entry.
      if (!known || isNewer(entry, known)) entries.set(entry.operationId, entry);
    }
    return {
      entries: [...entries.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, limit),
      lease: tables.map((table) => table?.lease).find((lease) => lease !== undefined),
      silent: CLUSTER_NAMES.filter((_, index) => tables[index] === undefined),
    };
  }

  /** @param limit maximum number of drills */
  async readDrills(limit: number): Promise<DrillsView> {
    const read = (cluster: ClusterName): Promise<Item[] | undefined> =>
      this.#query(cluster, TABLE_KEYS.drill, limit).catch(() => undefined);
    const tables = await Promise.all(CLUSTER_NAMES.map(read));
    const items = tables.flatMap((table) => table ?? []);
    const drills = new Map(
      items.flatMap((item) => parseText<DrillRecord>(item['drill']?.S)).map((drill) => [drill.drillId, drill]),
    );
    return {
      drills: [...drills.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, limit),
      silent: CLUSTER_NAMES.filter((_, index) => tables[index] === undefined),
    };
  }

  /** @returns `undefined` if the table does not answer */
  async #readTable(
    cluster: ClusterName,
    limit: number,
  ): Promise<{ entries: RecordedOperation[]; lease: LeaseHolder | undefined } | undefined> {
    try {
      const [operations, leases] = await Promise.all([
        this.#query(cluster, TABLE_KEYS.journal, limit),
        this.#query(cluster, TABLE_KEYS.lease, 1),
      ]);
      return {
        entries: operations.flatMap((item) => parseText<RecordedOperation>(item['entry']?.S)),
        lease: parseLease(leases[0]),
      };
    } catch {
      return undefined;
    }
  }

  /** Reads page after page, because one answer of DynamoDB has at most 1 MB. */
  async #query(cluster: ClusterName, key: string, limit: number): Promise<Item[]> {
    const items: Item[] = [];
    let after: Item | undefined;
    do {
      const query = new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: 'pk = :key',
        ExpressionAttributeValues: { ':key': { S: key } },
        ConsistentRead: true,
        ScanIndexForward: false,
        ...(Number.isFinite(limit) && { Limit: limit - items.length }),
        ...(after && { ExclusiveStartKey: after }),
      });
      const page = await this.tables[cluster].send(query);
      items.push(...(page.Items ?? []));
      after = page.LastEvaluatedKey;
    } while (after !== undefined && items.length < limit);
    return items;
  }
}

const isNewer = (a: RecordedOperation, b: RecordedOperation): boolean =>
  b.outcome === 'running' && (a.outcome !== 'running' || a.steps.length > b.steps.length);

/** Parses an entry or a drill. One that cannot be parsed is left out, so that the others are still shown. */
function parseText<T>(text: string | undefined): T[] {
  try {
    return [JSON.parse(text ?? '') as T];
  } catch {
    return [];
  }
}

function parseLease(item: Item | undefined): LeaseHolder | undefined {
  const holder = item?.['holder']?.S;
  if (holder === undefined || hasEnded(item?.['until']?.S, Date.now())) return undefined;
  return { holder, beat: item?.['beat']?.S ?? '' };
}
