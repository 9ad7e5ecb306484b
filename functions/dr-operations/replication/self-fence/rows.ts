import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CLUSTER_NAMES, type ClusterName } from '../../../shared/contract';
import type { LeaseTables } from '../../aws-clients';
import { fenceKey, TABLE_NAMES } from '../../contract';
import { readItems } from '../../items';
import { CALL_MS } from '../../lease-table';

/** With the row in this number of three tables, no server finds two tables without it. */
export const MAJORITY = 2;

/** The rows that tell the servers of a cluster to stop Vault. Their agents read them in all three tables. */
export class FenceRows {
  constructor(
    private readonly tables: LeaseTables,
    private readonly tableName: string,
  ) {}

  /** @returns how many tables have confirmed the row */
  write = (cluster: ClusterName, at: number): Promise<number> =>
    this.#confirmed((client, limit) =>
      client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: { ...keyOf(cluster), at: { S: new Date(at).toISOString() } },
        }),
        limit,
      ),
    );

  /** @returns how many tables have confirmed that they no longer have the row */
  remove = (cluster: ClusterName): Promise<number> =>
    this.#confirmed((client, limit) =>
      client.send(new DeleteItemCommand({ TableName: this.tableName, Key: keyOf(cluster) }), limit),
    );

  /** The clusters whose servers are told to stop, by any table that answers. */
  async read(): Promise<readonly ClusterName[]> {
    const found = await Promise.all(CLUSTER_NAMES.map((cluster) => this.#has(cluster)));
    return CLUSTER_NAMES.filter((_, index) => found[index]);
  }

  async #has(cluster: ClusterName): Promise<boolean> {
    const looks = await Promise.all(
      this.#clients().map((client) => readItems(client, this.tableName, fenceKey(cluster))),
    );
    return looks.some((look) => look.kind === 'answers' && look.items.length > 0);
  }

  async #confirmed(
    call: (client: LeaseTables['home'], limit: { readonly abortSignal: AbortSignal }) => Promise<unknown>,
  ): Promise<number> {
    const results = await Promise.allSettled(
      this.#clients().map((client) => call(client, { abortSignal: AbortSignal.timeout(CALL_MS) })),
    );
    return results.filter(({ status }) => status === 'fulfilled').length;
  }

  #clients = (): LeaseTables['home'][] => TABLE_NAMES.flatMap((name) => this.tables[name] ?? []);
}

const keyOf = (cluster: ClusterName) => ({ pk: { S: fenceKey(cluster) }, sk: { S: fenceKey(cluster) } });
