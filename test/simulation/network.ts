import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';

/** How a cluster reacts to a connection. */
export type Reach = 'open' | 'refuses' | 'silent';
/** State of one network path. `nameless`: the resolver does not know the host name. */
export type Path = Reach | 'nameless';
export type TableName = ClusterName | 'witness';
export const TABLE_NAMES = ['home', 'away', 'witness'] as const;

interface LambdaPath {
  readonly path: Path;
  /** Time of the last change, milliseconds since the epoch. */
  readonly since: number;
}

/** Which side reaches which. Each path fails by itself: a cluster that a Lambda cannot reach may have clients. */
export class Network {
  /** From the Lambda of a region to a cluster. */
  readonly #lambda = eachCluster(() => eachCluster((): LambdaPath => ({ path: 'open', since: 0 })));
  /** From a region to a table. */
  readonly #tables = eachRegion(() => eachRegion(() => true));
  /** From a region to STS in the region of home. */
  readonly homeSts = eachRegion(() => true);
  readonly clients = eachCluster(() => true);
  readonly #listeners: (() => void)[] = [];
  #between = true;

  constructor(private readonly now: () => number) {}

  /** Whether heartbeats and WALs pass between the clusters. */
  get between(): boolean {
    return this.#between;
  }

  set between(isOpen: boolean) {
    this.touch();
    this.#between = isOpen;
    this.touch();
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Called before and after each change that heartbeats depend on. */
  touch(): void {
    for (const listener of this.#listeners) listener();
  }

  lambda = (region: ClusterName, cluster: ClusterName): Path => this.#lambda[region][cluster].path;
  /** Time of the last change of that path, milliseconds since the epoch. */
  lambdaSince = (region: ClusterName, cluster: ClusterName): number => this.#lambda[region][cluster].since;
  reachesTable = (region: TableName, table: TableName): boolean => this.#tables[region][table];

  setLambda(region: ClusterName, cluster: ClusterName, path: Path): void {
    this.#lambda[region][cluster] = { path, since: this.now() };
  }

  setTable(region: TableName, table: TableName, isOpen: boolean): void {
    this.#tables[region][table] = isOpen;
  }

  /** Opens all paths. */
  mend(): void {
    this.between = true;
    for (const region of TABLE_NAMES) {
      this.homeSts[region] = true;
      for (const table of TABLE_NAMES) this.setTable(region, table, true);
    }
    for (const region of CLUSTER_NAMES) {
      this.clients[region] = true;
      for (const cluster of CLUSTER_NAMES)
        if (this.lambda(region, cluster) !== 'open') this.setLambda(region, cluster, 'open');
    }
  }
}

const eachRegion = <T>(make: () => T): Record<TableName, T> => ({ home: make(), away: make(), witness: make() });
const eachCluster = <T>(make: () => T): Record<ClusterName, T> => ({ home: make(), away: make() });
