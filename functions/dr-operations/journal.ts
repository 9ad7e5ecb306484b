import { PutItemCommand, QueryCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import type { Log } from '../shared/log';
import { OPERATIONS } from './contract';
import type { OperationResult } from './result';
import type { Received, UnfinishedOperation } from './world';

/** What the journal keeps of one operation; `running` until it ended, also when the Lambda died. */
export type JournalEntry = Omit<OperationResult, 'outcome'> & {
  /** `refused`: it was begun, and nothing was changed. */
  readonly outcome: OperationResult['outcome'] | 'running' | 'refused';
};

/** What the journals tell of operations before this one. */
export interface History {
  readonly unfinished: UnfinishedOperation | undefined;
  /** A promotion ahead of its proof that is still due. */
  readonly received: Received | undefined;
  /** Whether both regions' journals could be read. */
  readonly known: boolean;
}

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
  readonly #queues: Record<ClusterName, Promise<boolean>> = {
    home: Promise.resolve(true),
    away: Promise.resolve(true),
  };
  readonly #lost = new Set<ClusterName>();
  /** Milliseconds since the epoch: the newest entry of those that were read. */
  #newestAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: JournalOptions) {}

  /**
   * Begins to write; `flush` waits for it.
   *
   * @param received what a promotion ahead of the proof is checked against, as long as that is due
   */
  write(entry: JournalEntry, received?: Received): void {
    for (const region of CLUSTER_NAMES) {
      this.#queues[region] = this.#queues[region].then(() => this.#put(region, entry, received));
    }
  }

  /** Waits for what was written. @returns whether a table has the last of it */
  async flush(): Promise<boolean> {
    const kept = await Promise.all(CLUSTER_NAMES.map((region) => this.#queues[region]));
    return kept.includes(true);
  }

  /** The newest operation, as far as it matters for the next one. A table that does not answer knows nothing. */
  async readHistory(): Promise<History> {
    const found = await Promise.all(CLUSTER_NAMES.map((region) => this.#newest(region)));
    const [newest] = found
      .filter((item) => item !== undefined && item !== 'lost')
      .sort((a, b) => (b['sk']?.S ?? '').localeCompare(a['sk']?.S ?? ''));
    const [startedAt] = newest?.['sk']?.S?.split('#') ?? [];
    if (startedAt !== undefined) this.#newestAt = Date.parse(startedAt);
    return { ...parseHistory(newest), known: !found.includes('lost') };
  }

  async #newest(region: ClusterName): Promise<Record<string, AttributeValue> | 'lost' | undefined> {
    const query = new QueryCommand({
      TableName: this.options.tableName,
      KeyConditionExpression: 'pk = :operation',
      ExpressionAttributeValues: { ':operation': { S: 'operation' } },
      ProjectionExpression: 'sk, operation, target, outcome, received',
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

  async #put(region: ClusterName, entry: JournalEntry, received: Received | undefined): Promise<boolean> {
    if (this.#lost.has(region)) return false;
    const { startedAt, operationId, operation, to, outcome } = entry;
    const put = new PutItemCommand({
      TableName: this.options.tableName,
      Item: {
        pk: { S: 'operation' },
        sk: { S: `${this.#order(startedAt)}#${operationId}` },
        operation: { S: operation },
        ...(to !== undefined && { target: { S: to } }),
        outcome: { S: outcome },
        ...(received && { received: { S: JSON.stringify(received) } }),
        entry: { S: JSON.stringify(entry) },
        expires_at: { N: String(Math.floor(Date.parse(startedAt) / 1000) + KEEP_DAYS * 24 * 3600) },
      },
    });
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

const ITEM = v.object({
  operation: v.picklist(OPERATIONS),
  target: v.picklist(CLUSTER_NAMES),
  outcome: v.string(),
});

const RECEIVED = v.object({
  cluster: v.picklist(CLUSTER_NAMES),
  lastRemoteWal: v.number(),
  merkleRoot: v.optional(v.string()),
  lastWalBeforeDemote: v.number(),
});

function parseHistory(item: Record<string, AttributeValue> | undefined): Omit<History, 'known'> {
  const text = (name: string): string | undefined => item?.[name]?.S;
  const parsed = v.safeParse(ITEM, {
    operation: text('operation'),
    target: text('target'),
    outcome: text('outcome'),
  });
  const { operation, target, outcome } = parsed.success ? parsed.output : {};
  const isOpen = outcome === 'running' || outcome === 'partial';
  return {
    unfinished: isOpen && operation && target ? { operation, to: target } : undefined,
    received: parseReceived(text('received')),
  };
}

function parseReceived(text: string | undefined): Received | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), RECEIVED), text);
  return parsed.success ? parsed.output : undefined;
}
