import { QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { JournalEntry } from '../../functions/dr-operations/journal';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';

/** Journal entry of a first enablement, which the tool itself runs. */
export interface EnableEntry extends Omit<JournalEntry, 'operation' | 'steps'> {
  readonly operation: 'enable';
  readonly steps: readonly (Omit<JournalEntry['steps'][number], 'kind' | 'cause'> & { readonly kind: string })[];
}

/** Any journal entry. */
export type RecordedOperation = JournalEntry | EnableEntry;

export const isOperation = (entry: RecordedOperation): entry is JournalEntry => entry.operation !== 'enable';

/** The operation that holds the lease. */
export interface LeaseHolder {
  /** Operation, actor and region. */
  readonly holder: string;
  /** Changes while the holder is alive. */
  readonly beat: string;
}

/** Clocks may differ by this. A lease that expired longer ago belongs to an operation that died. */
const CLOCK_DIFFERENCE_MS = 5_000;

/** Merged content of the journals of both regions. */
export interface JournalView {
  /** Newest first. */
  readonly entries: readonly RecordedOperation[];
  readonly lease: LeaseHolder | undefined;
  /** Clusters whose region's table did not answer. */
  readonly silent: readonly ClusterName[];
}

/** Reads the journal of a pair. */
export class JournalReader {
  constructor(
    private readonly tables: Readonly<Record<ClusterName, DynamoDBClient>>,
    private readonly tableName: string,
  ) {}

  /** @param limit maximum number of entries */
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

  /** @returns `undefined` if the table does not answer */
  async #readTable(
    cluster: ClusterName,
    limit: number,
  ): Promise<{ entries: RecordedOperation[]; lease: LeaseHolder | undefined } | undefined> {
    try {
      const [operations, leases] = await Promise.all([
        this.#query(cluster, 'operation', limit),
        this.#query(cluster, 'lease', 1),
      ]);
      return {
        entries: operations.flatMap((item) => parseEntry(item['entry']?.S)),
        lease: parseLease(leases[0]),
      };
    } catch {
      return undefined;
    }
  }

  async #query(cluster: ClusterName, key: string, limit: number): Promise<Record<string, AttributeValue>[]> {
    const query = new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: 'pk = :key',
      ExpressionAttributeValues: { ':key': { S: key } },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
    });
    return (await this.tables[cluster].send(query)).Items ?? [];
  }
}

const isNewer = (a: RecordedOperation, b: RecordedOperation): boolean =>
  b.outcome === 'running' && (a.outcome !== 'running' || a.steps.length > b.steps.length);

/** Parses an entry. One that cannot be parsed is left out, so that the others are still shown. */
function parseEntry(text: string | undefined): RecordedOperation[] {
  try {
    return [JSON.parse(text ?? '') as RecordedOperation];
  } catch {
    return [];
  }
}

function parseLease(item: Record<string, AttributeValue> | undefined): LeaseHolder | undefined {
  const holder = item?.['holder']?.S;
  const until = Date.parse(item?.['until']?.S ?? '');
  if (holder === undefined || until < Date.now() - CLOCK_DIFFERENCE_MS) return undefined;
  return { holder, beat: item?.['beat']?.S ?? '' };
}
