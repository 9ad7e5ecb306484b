import { PutItemCommand, QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import type { Log } from '../shared/log';
import { parseHistory, type History } from './history';
import type { OperationResult } from './result';
import type { Promotion } from './world';

/** What the journal keeps of one operation; `running` until it ended, also when the Lambda died. */
export type JournalEntry = Omit<OperationResult, 'outcome'> & {
  /** `refused`: it was begun, and nothing was changed; `undone`: what was changed was taken back. */
  readonly outcome: OperationResult['outcome'] | 'running' | 'refused' | 'undone';
};

/** What the tables tell of an entry besides the entry itself. The operator's tool keeps one for a first enablement. */
export type KeptEntry = Pick<JournalEntry, 'startedAt' | 'operationId' | 'to' | 'outcome'> & {
  readonly operation: string;
};

export interface JournalOptions {
  readonly tables: Readonly<Record<ClusterName, DynamoDBClient>>;
  readonly tableName: string;
  readonly log: Log;
}

const CALL_MS = 1_000;
const KEEP_DAYS = 400;

/**
 * Keeps every operation in both regions' tables, as far as they answer. An entry is written over as its operation goes
 * on, in the background: history must not slow down a failover.
 */
export class Journal {
  readonly #writers: Readonly<Record<ClusterName, NewestWriter>>;
  readonly #lost = new Set<ClusterName>();
  /** Milliseconds since the epoch: the newest entry of those that were read. */
  #newestAt = Number.NEGATIVE_INFINITY;
  /** Counts what is written of one entry: a killed operation may leave an older state of it in one of the tables. */
  #revision = 0;

  constructor(private readonly options: JournalOptions) {
    this.#writers = {
      home: new NewestWriter((item) => this.#put('home', item)),
      away: new NewestWriter((item) => this.#put('away', item)),
    };
  }

  /** Begins to write; `flush` waits for it. @param promotion the last one of this system, for whoever comes next */
  write(entry: KeptEntry, promotion?: Promotion): void {
    const item = this.#item(entry, promotion);
    for (const region of CLUSTER_NAMES) this.#writers[region].write(item);
  }

  /** Waits for what was written. @returns whether a table has the last of it */
  async flush(): Promise<boolean> {
    const kept = CLUSTER_NAMES.map((region) => this.#writers[region].flush());
    // One table that has it is enough; only when it has not, the other one is waited for.
    const first = await Promise.any(
      kept.map((each) => each.then((isKept) => isKept || Promise.reject(new Error('not kept')))),
    ).catch(() => false);
    return first;
  }

  /** Waits until no table is written to any more. */
  async close(): Promise<void> {
    await Promise.all(CLUSTER_NAMES.map((region) => this.#writers[region].flush()));
  }

  /** The newest operation, as far as it matters for the next one. A table that does not answer knows nothing. */
  async readHistory(): Promise<History> {
    const found = await Promise.all(CLUSTER_NAMES.map((region) => this.#newest(region)));
    const [newest] = found
      .filter((item) => item !== undefined && item !== 'lost')
      .sort((a, b) => (b['sk']?.S ?? '').localeCompare(a['sk']?.S ?? '') || revisionOf(b) - revisionOf(a));
    const [startedAt] = newest?.['sk']?.S?.split('#') ?? [];
    if (startedAt !== undefined) this.#newestAt = Date.parse(startedAt);
    return { ...parseHistory(newest), known: !found.includes('lost') };
  }

  async #newest(region: ClusterName): Promise<Record<string, AttributeValue> | 'lost' | undefined> {
    const query = new QueryCommand({
      TableName: this.options.tableName,
      KeyConditionExpression: 'pk = :operation',
      ExpressionAttributeValues: { ':operation': { S: 'operation' } },
      ProjectionExpression: 'sk, revision, operation, target, outcome, received, promotion',
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 1,
    });
    try {
      const answer = await this.options.tables[region].send(query, { abortSignal: AbortSignal.timeout(CALL_MS) });
      return answer.Items?.[0];
    } catch (error) {
      this.#lose(region, error);
      return 'lost';
    }
  }

  #item(entry: KeptEntry, promotion: Promotion | undefined): Record<string, AttributeValue> {
    const { startedAt, operationId, operation, to, outcome } = entry;
    return {
      pk: { S: 'operation' },
      sk: { S: `${this.#order(startedAt)}#${operationId}` },
      revision: { N: String(this.#revision++) },
      operation: { S: operation },
      ...(to !== undefined && { target: { S: to } }),
      outcome: { S: outcome },
      ...(promotion && { promotion: { S: JSON.stringify(promotion) } }),
      entry: { S: JSON.stringify(entry) },
      expires_at: { N: String(Math.floor(Date.parse(startedAt) / 1000) + KEEP_DAYS * 24 * 3600) },
    };
  }

  async #put(region: ClusterName, item: Record<string, AttributeValue>): Promise<boolean> {
    if (this.#lost.has(region)) return false;
    const put = new PutItemCommand({ TableName: this.options.tableName, Item: item });
    try {
      await this.options.tables[region].send(put, { abortSignal: AbortSignal.timeout(CALL_MS) });
      return true;
    } catch (error) {
      this.#lose(region, error);
      return false;
    }
  }

  /** The newest entry has to be the last one also when another machine's clock is ahead of this one's. */
  #order(startedAt: string): string {
    return new Date(Math.max(Date.parse(startedAt), this.#newestAt + 1)).toISOString();
  }

  /** One time-out is enough: the rest of this operation goes without that region's table. */
  #lose(region: ClusterName, error: unknown): void {
    if (this.#lost.has(region)) return;
    this.#lost.add(region);
    this.options.log.warn('journal is not kept in a region that does not answer', {
      region,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
}

const revisionOf = (item: Record<string, AttributeValue>): number => Number(item['revision']?.N ?? -1);

type Item = Record<string, AttributeValue>;

/** Writes one item at a time, and of those that come meanwhile only the newest: each one replaces the one before. */
class NewestWriter {
  #next: Item | undefined;
  #running: Promise<boolean> | undefined;
  #isKept = true;

  constructor(private readonly put: (item: Item) => Promise<boolean>) {}

  write(item: Item): void {
    this.#next = item;
    this.#running ??= this.#run();
  }

  /** @returns whether the last item is kept */
  flush(): Promise<boolean> {
    return this.#running ?? Promise.resolve(this.#isKept);
  }

  async #run(): Promise<boolean> {
    while (this.#next) {
      const item = this.#next;
      this.#next = undefined;
      this.#isKept = await this.put(item);
    }
    this.#running = undefined;
    return this.#isKept;
  }
}
