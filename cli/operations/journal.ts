import { QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { JournalEntry } from '../../functions/dr-operations/journal';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';

/** What the journal keeps of a first enablement, which is the tool's own. */
export interface EnableEntry extends Omit<JournalEntry, 'operation' | 'steps'> {
  readonly operation: 'enable';
  readonly steps: readonly (Omit<JournalEntry['steps'][number], 'kind'> & { readonly kind: string })[];
}

/** Whatever was done to the pair. */
export type Recorded = JournalEntry | EnableEntry;

export const isOperation = (entry: Recorded): entry is JournalEntry => entry.operation !== 'enable';

/** Who acts on the pair at the moment. */
export interface LeaseHolder {
  /** Operation, actor and region. */
  readonly holder: string;
  /** Changes as long as the holder lives. */
  readonly beat: string;
}

/** The holder's clock may differ from ours by this; a lease that ended longer ago was left by one that died. */
const CLOCK_DIFFERENCE_MS = 5_000;

/** What the journals of both regions hold, as far as they answer. */
export interface JournalView {
  /** Newest first. */
  readonly entries: readonly Recorded[];
  readonly lease: LeaseHolder | undefined;
  /** Regions whose table gave no answer. */
  readonly silent: readonly ClusterName[];
}

/** The journal of a pair, for reading. */
export class JournalReader {
  constructor(
    private readonly tables: Readonly<Record<ClusterName, DynamoDBClient>>,
    private readonly tableName: string,
  ) {}

  /** @param limit most entries */
  async read(limit: number): Promise<JournalView> {
    const regions = await Promise.all(CLUSTER_NAMES.map((region) => this.#readRegion(region, limit)));
    const entries = new Map<string, Recorded>();
    for (const entry of regions.flatMap((region) => region?.entries ?? [])) {
      const known = entries.get(entry.operationId);
      // The tables are written one after the other: whoever knows more has the newer one.
      if (!known || isNewer(entry, known)) entries.set(entry.operationId, entry);
    }
    return {
      entries: [...entries.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, limit),
      lease: regions.map((region) => region?.lease).find((lease) => lease !== undefined),
      silent: CLUSTER_NAMES.filter((_, index) => regions[index] === undefined),
    };
  }

  /** @returns `undefined` when the table does not answer */
  async #readRegion(
    region: ClusterName,
    limit: number,
  ): Promise<{ entries: Recorded[]; lease: LeaseHolder | undefined } | undefined> {
    try {
      const [operations, leases] = await Promise.all([
        this.#query(region, 'operation', limit),
        this.#query(region, 'lease', 1),
      ]);
      return {
        entries: operations.flatMap((item) => parseEntry(item['entry']?.S)),
        lease: parseLease(leases[0]),
      };
    } catch {
      return undefined;
    }
  }

  async #query(region: ClusterName, key: string, limit: number): Promise<Record<string, AttributeValue>[]> {
    const query = new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: 'pk = :key',
      ExpressionAttributeValues: { ':key': { S: key } },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
    });
    return (await this.tables[region].send(query)).Items ?? [];
  }
}

const isNewer = (a: Recorded, b: Recorded): boolean =>
  b.outcome === 'running' && (a.outcome !== 'running' || a.steps.length > b.steps.length);

/** An entry that cannot be read is left out: history must not hide the rest. */
function parseEntry(text: string | undefined): Recorded[] {
  try {
    return [JSON.parse(text ?? '') as Recorded];
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
