import { runOperation, runStatus, type EngineDependencies } from '../../../functions/dr-operations/engine';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { postgres } from '../../../functions/dr-operations/replication/postgres';
import type { Database } from '../../../functions/dr-operations/replication/postgres/database';
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
import { Wire } from './wire';
import { UNCHANGED, type Wrap } from './wrap';

const BUDGET_MS = 60_000;
/** The longest pause of a standby between its tries to take the lock, after its database was away, milliseconds. */
export const STANDBY_PAUSE_MS = 10_000;

interface Wires {
  readonly vault: Readonly<Record<ClusterName, Wire>>;
  readonly databases: Readonly<Record<ClusterName, Wire>>;
}

/** The engine with the driver `postgres`, for a real pair. Its lease, journal and DNS are in memory. */
export class PostgresEngine {
  readonly tables = { home: new FakeTable(), away: new FakeTable() };
  readonly route53 = new FakeRoute53(() => undefined);
  readonly secrets = new FakeSecrets();

  private constructor(
    private readonly pair: PostgresPair,
    /** How the engine reaches the nodes and the databases. */
    readonly wires: Wires,
  ) {}

  static async start(pair: PostgresPair): Promise<PostgresEngine> {
    const { nodes, databases } = pair;
    return new PostgresEngine(pair, {
      vault: { home: await Wire.start(nodes.home.port), away: await Wire.start(nodes.away.port) },
      databases: { home: await Wire.start(databases.home.port), away: await Wire.start(databases.away.port) },
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#allWires.map((wire) => wire.stop()));
  }

  run(operation: string, event: object = {}, wrap: Wrap = UNCHANGED): Promise<OperationResult> {
    const request = parseOperationEvent({ operation, reason: 'a test', ...event });
    return this.#with(wrap, (dependencies) => runOperation(dependencies, request, BUDGET_MS));
  }

  get #allWires(): readonly Wire[] {
    return [...Object.values(this.wires.vault), ...Object.values(this.wires.databases)];
  }

  /** What the death of a process does to its connections. */
  async cutWires(): Promise<void> {
    await Promise.all(this.#allWires.map((wire) => wire.set('refused')));
    await this.restore();
  }

  /** Ends all faults of the wires. */
  async restore(): Promise<void> {
    await Promise.all(this.#allWires.map((wire) => wire.set('passes')));
  }

  status(): Promise<StatusResult> {
    return this.#with(UNCHANGED, runStatus);
  }

  /** Makes the database of a fenced old primary a replica, as its operator would. */
  async rewind(follower: ClusterName, primary: ClusterName): Promise<void> {
    await this.pair.databases[follower].followAfterRewind(this.pair.databases[primary]);
    await until(async () => (await this.status()).healthy);
  }

  async #with<T>(wrap: Wrap, use: (dependencies: EngineDependencies) => Promise<T>): Promise<T> {
    const { authority, rootToken } = this.pair;
    const { wires, tables } = this;
    const address = (name: ClusterName): string => `https://127.0.0.1:${wires.vault[name].port}`;
    const addresses = { home: address('home'), away: address('away') };
    const config = operationsConfig({ addresses, ca: authority.ca, probeTimeoutMs: 1000 });
    const clients = openVaultClients(config.vault);
    const vault = { home: wrap('vault home', clients.home), away: wrap('vault away', clients.away) };
    const clock = startClock();
    const open = (name: ClusterName): Database =>
      new SelfRunDatabase({
        host: '127.0.0.1',
        port: wires.databases[name].port,
        database: DATABASE,
        user: ENGINE_ROLE,
        tls: false,
        clock,
      });
    const opened = { home: open('home'), away: open('away') };
    const databases = { home: wrap('database home', opened.home), away: wrap('database away', opened.away) };
    const stepDownToken = (): Promise<Secret> => Promise.resolve(new Secret(rootToken));
    try {
      const dependencies: EngineDependencies = {
        vault,
        config,
        clock,
        aws: {
          secrets: this.secrets.client,
          route53: wrap('route53', this.route53.client),
          tables: { home: wrap('table home', tables.home.client), away: wrap('table away', tables.away.client) },
        },
        log: { info: () => {}, warn: () => {}, error: () => {} },
        replication: postgres({ vault, databases, stepDownToken }),
      };
      return await use(dependencies);
    } finally {
      closeVaultClients(clients);
      await Promise.all(CLUSTER_NAMES.map((name) => opened[name].close()));
    }
  }
}
