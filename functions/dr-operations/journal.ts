import { PutItemCommand, QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { KEEP_DAYS, TABLE_KEYS } from './contract';
import { parseHistory, type History } from './history';
import type { TakeNote } from './notes';
import type { OperationResult } from './result';
import type { Promotion } from './world';

/** The journal entry of one operation. `running` until it ends, also if the Lambda died. */
export type JournalEntry = Omit<OperationResult, 'outcome'> & {
  /** `refused`: it began and changed nothing. `undone`: what it changed was undone. */
  readonly outcome: OperationResult['outcome'] | 'running' | 'refused' | 'undone';
};

/** The part of an entry that is stored as attributes. The operator's tool writes one when it enables replication. */
export type EntryFacts = Pick<JournalEntry, 'startedAt' | 'operationId' | 'to' | 'outcome'> & {
  readonly operation: string;
  readonly left?: JournalEntry['left'];
};

export interface JournalOptions {
  readonly tables: Readonly<Record<ClusterName, DynamoDBClient>>;
  readonly tableName: string;
  readonly note: TakeNote;
}

const CALL_MS = 1_000;

/**
 * Writes every operation to the tables of both regions, as far as they answer. The entry is overwritten as the operation
 * proceeds, in the background, so that the journal does not slow down a failover.
 */
export class Journal {
  readonly #writers: Readonly<Record<ClusterName, NewestWriter>>;
  readonly #lost = new Set<ClusterName>();
  /** Time of the newest entry that was read, milliseconds since the epoch. */
  #newestAt = Number.NEGATIVE_INFINITY;
  /** Counts the versions of the entry, because a killed operation may leave an older one in one of the tables. */
  #revision = 0;

  constructor(private readonly options: JournalOptions) {
    this.#writers = {
      home: new NewestWriter((item) => this.#put('home', item)),
      away: new NewestWriter((item) => this.#put('away', item)),
    };
  }

  /** Begins to write; `flush` waits for it. @param promotion the last one of this system, for later operations */
  write(entry: EntryFacts, promotion?: Promotion): void {
    const item = this.#item(entry, promotion);
    for (const cluster of CLUSTER_NAMES) this.#writers[cluster].write(item);
  }

  /** Waits for the writes. @returns whether a table has the last version */
  async flush(): Promise<boolean> {
    const writes = CLUSTER_NAMES.map((cluster) => this.#writers[cluster].flush());
    // One table is enough. The other one is waited for only if the first one failed.
    const first = await Promise.any(
      writes.map((each) => each.then((isWritten) => isWritten || Promise.reject(new Error('not written')))),
    ).catch(() => false);
    return first;
  }

  /** Waits until all writes have ended. */
  async close(): Promise<void> {
    await Promise.all(CLUSTER_NAMES.map((cluster) => this.#writers[cluster].flush()));
  }

  /** What the newest entry tells the next operation. */
  async readHistory(): Promise<History> {
    const found = await Promise.all(CLUSTER_NAMES.map((cluster) => this.#newest(cluster)));
    const [newest] = found
      .filter((item) => item !== undefined && item !== 'lost')
      .sort((a, b) => (b['sk']?.S ?? '').localeCompare(a['sk']?.S ?? '') || revisionOf(b) - revisionOf(a));
    const [startedAt] = newest?.['sk']?.S?.split('#') ?? [];
    if (startedAt !== undefined) this.#newestAt = Date.parse(startedAt);
    return { ...parseHistory(newest), known: !found.includes('lost') };
  }

  async #newest(cluster: ClusterName): Promise<Record<string, AttributeValue> | 'lost' | undefined> {
    const query = new QueryCommand({
      TableName: this.options.tableName,
      KeyConditionExpression: 'pk = :operation',
      ExpressionAttributeValues: { ':operation': { S: TABLE_KEYS.journal } },
      ProjectionExpression: 'sk, revision, operation, target, outcome, leaves_to_person, received, promotion',
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 1,
    });
    try {
      const answer = await this.options.tables[cluster].send(query, { abortSignal: AbortSignal.timeout(CALL_MS) });
      return answer.Items?.[0];
    } catch (error) {
      this.#lose(cluster, error);
      return 'lost';
    }
  }

  #item(entry: EntryFacts, promotion: Promotion | undefined): Record<string, AttributeValue> {
    const { startedAt, operationId, operation, to, outcome, left } = entry;
    return {
      pk: { S: TABLE_KEYS.journal },
      sk: { S: `${this.#order(startedAt)}#${operationId}` },
      revision: { N: String(this.#revision++) },
      operation: { S: operation },
      ...(to !== undefined && { target: { S: to } }),
      outcome: { S: outcome },
      ...(left?.includes('make-replica') && { leaves_to_person: { BOOL: true } }),
      ...(promotion && { promotion: { S: JSON.stringify(promotion) } }),
      entry: { S: JSON.stringify(entry) },
      expires_at: { N: String(Math.floor(Date.parse(startedAt) / 1000) + KEEP_DAYS * 24 * 3600) },
    };
  }

  async #put(cluster: ClusterName, item: Record<string, AttributeValue>): Promise<boolean> {
    if (this.#lost.has(cluster)) return false;
    const put = new PutItemCommand({ TableName: this.options.tableName, Item: item });
    try {
      await this.options.tables[cluster].send(put, { abortSignal: AbortSignal.timeout(CALL_MS) });
      return true;
    } catch (error) {
      this.#lose(cluster, error);
      return false;
    }
  }

  /** Sort time of the entry: after the newest one, even if another machine's clock is ahead of this one's. */
  #order(startedAt: string): string {
    return new Date(Math.max(Date.parse(startedAt), this.#newestAt + 1)).toISOString();
  }

  /** After one time-out the rest of this operation does not use that table. */
  #lose(cluster: ClusterName, error: unknown): void {
    if (this.#lost.has(cluster)) return;
    this.#lost.add(cluster);
    this.options.note('journal-table-silent', {
      table: cluster,
      detail: error instanceof Error ? error.name : 'unknown',
    });
  }
}

const revisionOf = (item: Record<string, AttributeValue>): number => Number(item['revision']?.N ?? -1);

type Item = Record<string, AttributeValue>;

/** Writes one item at a time. Of the items that arrive meanwhile it writes only the newest, because each replaces the last. */
class NewestWriter {
  #next: Item | undefined;
  #running: Promise<boolean> | undefined;
  #isWritten = true;

  constructor(private readonly put: (item: Item) => Promise<boolean>) {}

  write(item: Item): void {
    this.#next = item;
    this.#running ??= this.#run();
  }

  /** @returns whether the last item was written */
  flush(): Promise<boolean> {
    return this.#running ?? Promise.resolve(this.#isWritten);
  }

  async #run(): Promise<boolean> {
    while (this.#next) {
      const item = this.#next;
      this.#next = undefined;
      this.#isWritten = await this.put(item);
    }
    this.#running = undefined;
    return this.#isWritten;
  }
}
