import { otherCluster, CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { Habits } from './habits';
import { SimCluster } from './sim-cluster';
import type { SimPair } from './sim-pair';
import type { SimRun } from './sim-run';
import { SimVault } from './sim-vault';
import { SimWorld } from './sim-world';
import { NEWER } from './versions';
import { EnterpriseRules } from './watch/enterprise-rules';

/** Longer than any simulated cluster needs to restart and to copy. */
const RESTART_MS = 30_000;

/** Two clusters of Vault Enterprise with DR replication. */
export class EnterprisePair implements SimPair {
  readonly clusters: Readonly<Record<ClusterName, SimCluster>>;
  readonly rules: EnterpriseRules;

  constructor(
    private readonly world: SimWorld,
    readonly habits: Habits,
  ) {
    const { clock, network } = world;
    const home = new SimCluster('home', clock, habits, network);
    const away = new SimCluster('away', clock, habits, network);
    away.role = 'secondary';
    this.clusters = { home, away };
    away.follow(home);
    away.syncUntil = undefined;
    away.lastRemoteWal = home.lastWal;
    this.rules = new EnterpriseRules(world);
  }

  engineOf(run: SimRun): ReturnType<SimPair['engineOf']> {
    const { world } = this;
    return { vault: { home: new SimVault(world, run, 'home'), away: new SimVault(world, run, 'away') } };
  }

  calm(): void {
    const { clusters } = this;
    for (const name of CLUSTER_NAMES) {
      clusters[name].hangs = undefined;
      clusters[name].promotionsThatDoNotHold = 0;
      clusters[name].licenseEndedAt = Number.POSITIVE_INFINITY;
      clusters[name].hiddenSince = Number.POSITIVE_INFINITY;
      // Follows the message "Upgrade it".
      if (clusters.home.version !== clusters.away.version) clusters[name].version = NEWER;
    }
  }

  /** Follows the messages "Reindex it" and "enable it as a secondary again". */
  mend(name: ClusterName): void {
    const cluster = this.clusters[name];
    cluster.settle();
    cluster.reindex();
    const other = this.clusters[otherCluster(name)];
    if (cluster.setId !== other.setId && !cluster.isPrimary && other.writable) cluster.follow(other);
  }

  /** Every link is made by the engine. */
  followUp(): void {}

  /** Follows the message "enable it as a secondary of the other one, which wipes it", and accepts the loss. */
  async wipe(name: ClusterName): Promise<void> {
    const [cluster, other] = [this.clusters[name], this.clusters[otherCluster(name)]];
    if (cluster.setId === other.setId) return;
    if (cluster.isPrimary) cluster.demote(other);
    await this.world.pass(RESTART_MS);
    for (const id of cluster.data) this.world.watch.givenUp.add(id);
    cluster.settle();
    cluster.follow(other);
  }
}

/** @param mayLose whether happenings are allowed by which a write may be lost */
export const enterpriseWorld = (habits: Habits, mayLose: boolean): SimWorld =>
  new SimWorld((world: SimWorld) => new EnterprisePair(world, habits), mayLose);
