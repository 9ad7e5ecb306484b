import { runOperation, runStatus, type EngineDependencies } from '../../../functions/dr-operations/engine';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { postgres } from '../../../functions/dr-operations/replication/postgres';
import type { Database, DatabasePair } from '../../../functions/dr-operations/replication/postgres/database';
import { SelfRunDatabase } from '../../../functions/dr-operations/replication/postgres/self-run';
import type { OperationResult, StatusResult } from '../../../functions/dr-operations/result';
import { startClock } from '../../../functions/shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../../../functions/shared/contract';
import { Secret } from '../../../functions/shared/secret';
import { closeVaultClients, openVaultClients } from '../../../functions/shared/vault-config';
import { FakeRoute53, FakeSecrets, FakeTable } from '../../functions/dr-operations/fake-aws';
import { operationsConfig } from '../../functions/dr-operations/operations-config';
import { until } from '../../helpers/until';
import type { PostgresPair } from './pair';
import { DATABASE, ENGINE_ROLE } from './postgres';

const BUDGET_MS = 60_000;

/** Changes what one run of the engine is given, for example so that the run dies. */
export type Between = (dependencies: EngineDependencies, databases: DatabasePair) => EngineDependencies;

/** The engine with the driver `postgres`, for a real pair. Its lease, journal and DNS are in memory. */
export class PostgresEngine {
  readonly tables = { home: new FakeTable(), away: new FakeTable() };
  readonly route53 = new FakeRoute53(() => undefined);
  readonly secrets = new FakeSecrets();

  constructor(
    private readonly pair: PostgresPair,
    /** Addresses by which the engine reaches the databases. @default - their own */
    private readonly ports: Readonly<Record<ClusterName, number>> = {
      home: pair.databases.home.port,
      away: pair.databases.away.port,
    },
    /** The same for the nodes. @default - their own */
    private readonly addresses: Readonly<Record<ClusterName, string>> = {
      home: pair.nodes.home.address,
      away: pair.nodes.away.address,
    },
  ) {}

  run(operation: string, event: object = {}, between?: Between): Promise<OperationResult> {
    const request = parseOperationEvent({ operation, reason: 'a test', ...event });
    return this.#with((dependencies, databases) =>
      runOperation(between?.(dependencies, databases) ?? dependencies, request, BUDGET_MS),
    );
  }

  status(): Promise<StatusResult> {
    return this.#with(runStatus);
  }

  /** Makes the database of a fenced old primary a replica, as its operator would. */
  async rewind(follower: ClusterName, primary: ClusterName): Promise<void> {
    await this.pair.databases[follower].followAfterRewind(this.pair.databases[primary]);
    await until(async () => (await this.status()).healthy);
  }

  async #with<T>(use: (dependencies: EngineDependencies, databases: DatabasePair) => Promise<T>): Promise<T> {
    const { authority, rootToken } = this.pair;
    const config = operationsConfig({ addresses: this.addresses, ca: authority.ca, probeTimeoutMs: 1000 });
    const vault = openVaultClients(config.vault);
    const clock = startClock();
    const open = (name: ClusterName): Database =>
      new SelfRunDatabase({
        host: '127.0.0.1',
        port: this.ports[name],
        database: DATABASE,
        user: ENGINE_ROLE,
        tls: false,
        clock,
      });
    const databases = { home: open('home'), away: open('away') };
    const stepDownToken = (): Promise<Secret> => Promise.resolve(new Secret(rootToken));
    try {
      const dependencies: EngineDependencies = {
        vault,
        config,
        clock,
        aws: {
          secrets: this.secrets.client,
          route53: this.route53.client,
          tables: { home: this.tables.home.client, away: this.tables.away.client },
        },
        log: { info: () => {}, warn: () => {}, error: () => {} },
        replication: postgres({ vault, databases, stepDownToken }),
      };
      return await use(dependencies, databases);
    } finally {
      closeVaultClients(vault);
      await Promise.all(CLUSTER_NAMES.map((name) => databases[name].close()));
    }
  }
}
