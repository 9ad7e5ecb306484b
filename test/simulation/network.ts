import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';

/** How a cluster meets connections. */
export type Reach = 'open' | 'refuses' | 'silent';
/** The same of one path; `nameless`: the resolver there does not know the name. */
export type Path = Reach | 'nameless';
export type TableName = ClusterName | 'witness';
export const TABLE_NAMES = ['home', 'away', 'witness'] as const;

interface LambdaPath {
  readonly path: Path;
  /** When it changed last, milliseconds since the epoch. */
  readonly since: number;
}

/** Who reaches whom. A path belongs to one side alone: what a Lambda cannot reach, clients may. */
export class Network {
  /** From the Lambda of a region to a cluster. */
  readonly #lambda = eachCluster(() => eachCluster((): LambdaPath => ({ path: 'open', since: 0 })));
  /** From a region to a lease table. */
  readonly #tables = eachCluster(() => ({ home: true, away: true, witness: true }));
  readonly clients = eachCluster(() => true);
  readonly #listeners: (() => void)[] = [];
  #between = true;

  constructor(private readonly now: () => number) {}

  /** The path from cluster to cluster, on which heartbeats and WALs travel. */
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

  /** Called before and after each change of what somebody may hear. */
  touch(): void {
    for (const listener of this.#listeners) listener();
  }

  lambda = (region: ClusterName, cluster: ClusterName): Path => this.#lambda[region][cluster].path;
  /** When that path changed last. */
  lambdaSince = (region: ClusterName, cluster: ClusterName): number => this.#lambda[region][cluster].since;
  reachesTable = (region: ClusterName, table: TableName): boolean => this.#tables[region][table];

  setLambda(region: ClusterName, cluster: ClusterName, path: Path): void {
    this.#lambda[region][cluster] = { path, since: this.now() };
  }

  setTable(region: ClusterName, table: TableName, isOpen: boolean): void {
    this.#tables[region][table] = isOpen;
  }

  /** All paths are open. */
  mend(): void {
    this.between = true;
    for (const region of CLUSTER_NAMES) {
      this.clients[region] = true;
      for (const table of TABLE_NAMES) this.setTable(region, table, true);
      for (const cluster of CLUSTER_NAMES)
        if (this.lambda(region, cluster) !== 'open') this.setLambda(region, cluster, 'open');
    }
  }
}

const eachCluster = <T>(make: () => T): Record<ClusterName, T> => ({ home: make(), away: make() });
