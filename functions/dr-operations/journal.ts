import { PutItemCommand, QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import type { Log } from '../shared/log';
import { OPERATIONS, type Operation } from './contract';
import type { OperationResult } from './result';
import type { UnfinishedOperation } from './world';

/** What the journal keeps of one operation; `running` until it ended, also when the Lambda died. */
export type JournalEntry = Omit<OperationResult, 'outcome'> & {
  readonly outcome: OperationResult['outcome'] | 'running';
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
  readonly #queues: Record<ClusterName, Promise<void>> = { home: Promise.resolve(), away: Promise.resolve() };
  readonly #lost = new Set<ClusterName>();

  constructor(private readonly options: JournalOptions) {}

  /** Begins to write; `flush` waits for it. */
  write(entry: JournalEntry): void {
    for (const region of CLUSTER_NAMES) {
      this.#queues[region] = this.#queues[region].then(() => this.#put(region, entry));
    }
  }

  async flush(): Promise<void> {
    await Promise.all(CLUSTER_NAMES.map((region) => this.#queues[region]));
  }

  /** The newest operation, when it never ended. Best effort: a table that does not answer knows nothing. */
  async readUnfinished(): Promise<UnfinishedOperation | undefined> {
    const found = await Promise.all(CLUSTER_NAMES.map((region) => this.#newest(region)));
    const [newest] = found.filter((item) => item !== undefined).sort((a, b) => b.key.localeCompare(a.key));
    return newest?.unfinished;
  }

  async #newest(
    region: ClusterName,
  ): Promise<{ key: string; unfinished: UnfinishedOperation | undefined } | undefined> {
    const query = new QueryCommand({
      TableName: this.options.tableName,
      KeyConditionExpression: 'pk = :operation',
      ExpressionAttributeValues: { ':operation': { S: 'operation' } },
      ProjectionExpression: 'sk, operation, target, outcome',
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 1,
    });
    try {
      const answer = await this.options.tables[region].send(query, { abortSignal: AbortSignal.timeout(CALL_MS) });
      const [item] = answer.Items ?? [];
      return item && { key: item['sk']?.S ?? '', unfinished: parseUnfinished(item) };
    } catch (error) {
      this.#lose(region, error);
      return undefined;
    }
  }

  async #put(region: ClusterName, entry: JournalEntry): Promise<void> {
    if (this.#lost.has(region)) return;
    const { startedAt, operationId, operation, to, outcome } = entry;
    const put = new PutItemCommand({
      TableName: this.options.tableName,
      Item: {
        pk: { S: 'operation' },
        sk: { S: `${startedAt}#${operationId}` },
        operation: { S: operation },
        ...(to !== undefined && { target: { S: to } }),
        outcome: { S: outcome },
        entry: { S: JSON.stringify(entry) },
        expires_at: { N: String(Math.floor(Date.parse(startedAt) / 1000) + KEEP_DAYS * 24 * 3600) },
      },
    });
    try {
      await this.options.tables[region].send(put, { abortSignal: AbortSignal.timeout(CALL_MS) });
    } catch (error) {
      this.#lose(region, error);
    }
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

function parseUnfinished(item: Record<string, AttributeValue>): UnfinishedOperation | undefined {
  const operation = OPERATIONS.find((name): name is Operation => name === item['operation']?.S);
  const to = CLUSTER_NAMES.find((name) => name === item['target']?.S);
  const hasEnded = !['running', 'partial'].includes(item['outcome']?.S ?? '');
  return !hasEnded && operation && to ? { operation, to } : undefined;
}
