import { createHash } from 'node:crypto';
import { AwsError, StepError } from '../../../functions/shared/errors';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { Clock } from '../../../functions/shared/clock';
import { Secret } from '../../../functions/shared/secret';
import { SnapshotStore } from '../../../functions/shared/snapshot-store';
import type { VaultFileClients } from '../../../functions/shared/vault-config';
import { isOlder } from '../../../functions/shared/version';
import { SsmNodes } from '../../../functions/community-operations/nodes';
import { snapshot, type ClusterNodes } from '../../../functions/dr-operations/replication/snapshot';
import type { AnyCluster, SimPair } from '../sim-pair';
import type { SimRun } from '../sim-run';
import { SimWorld } from '../sim-world';
import { Pullers } from './pullers';
import { SimBucket, type SimObject } from './sim-bucket';
import { SEAL, SimRaft, type Node } from './sim-raft';
import { SimRaftVault } from './sim-raft-vault';
import { SimSsm, tagOf } from './sim-ssm';
import { heldIn, type Held } from './snapshot-bytes';
import type { SnapshotHabits } from './snapshot-habits';
import { SnapshotRules } from './snapshot-rules';
import { Archive, Database, PAIR_ID, type Store } from './stores';

/** A world in which files of raft snapshots are what the other region gets. */
export type SnapshotWorld = SimWorld<SnapshotPair>;

const REGIONS = { home: 'eu-central-1', away: 'eu-west-1' } as const;
export const MOST_BYTES = 1_000_000;
/** A copy is young for as long as this: two of the schedule may fail. */
const YOUNG_MS = 240_000;
const TOKEN_MS = 600_000;
const LOGIN_MS = 20_000;

const failure = (name: string): Error =>
  new AwsError('Lambda', 'Invoke', Object.assign(new Error(name), { name }), 'Try again.');
const LOGIN_FAILURES = {
  reset: () => failure('TimeoutError'),
  silent: () => failure('TimeoutError'),
  unavailable: () => failure('ServiceException'),
  denied: () => failure('AccessDeniedException'),
  garbled: () => failure('SyntaxError'),
};

/** Two clusters of Vault Community with raft storage, their buckets, and the Lambdas that copy each minute. */
export class SnapshotPair implements SimPair {
  readonly clusters: Readonly<Record<ClusterName, SimRaft>>;
  readonly buckets: Readonly<Record<ClusterName, SimBucket>>;
  readonly archive = new Archive();
  readonly rules: SnapshotRules;
  readonly pullers: Pullers;
  /** Clusters that hold the role of a primary by an operation, or from the beginning. */
  readonly holders = new Set<ClusterName>(['home']);
  /** When this system stopped all servers of a cluster. */
  readonly fencedAt: Partial<Record<ClusterName, number>> = {};
  areClocksRight = false;
  readonly #ssm: Readonly<Record<ClusterName, SimSsm>>;
  readonly #tokens = new Map<string, { readonly clusterId: string; readonly until: number }>();

  constructor(
    private readonly world: SnapshotWorld,
    readonly habits: SnapshotHabits,
  ) {
    const { clock } = world;
    const database = new Database((by, early) => this.rules.dropsEarly(by, early));
    const around = {
      clock,
      habits,
      database,
      isFollowed: (follower: ClusterName, primary: AnyCluster) => this.#isFollowed(follower, primary),
      wipes: (name: ClusterName, ids: readonly number[], isLate: boolean) => this.rules.wipes(name, ids, isLate),
      returns: (name: ClusterName) => this.#returns(name),
      clockOff: (name: ClusterName) => (name === 'away' && !this.areClocksRight ? (this.habits.clockOffMs ?? 0) : 0),
    };
    this.clusters = { home: new SimRaft('home', around, false), away: new SimRaft('away', around, true) };
    const bucket = (name: ClusterName): SimBucket => new SimBucket(REGIONS[name], () => clock.now(), habits.fetchMs);
    this.buckets = { home: bucket('home'), away: bucket('away') };
    this.#ssm = { home: new SimSsm(world, this, 'home'), away: new SimSsm(world, this, 'away') };
    this.rules = new SnapshotRules(world, this);
    this.pullers = new Pullers(world, this);
    this.pullers.begin();
    void this.#clientsWrite();
  }

  engineOf(run: SimRun, clock: Clock): ReturnType<SimPair['engineOf']> {
    const vault = this.vaultOf(run);
    this.rules.skewMs = Math.max(this.rules.skewMs, Math.abs(clock.now() - this.world.clock.now()));
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const ssm = { home: this.#ssm.home.client(run), away: this.#ssm.away.client(run) };
    const tags = { home: tagOf('home'), away: tagOf('away') };
    const nodes: ClusterNodes = new SsmNodes({ ssm, vault, document: 'nodes', tags, clock, log });
    const options = {
      vault,
      nodes: this.habits.parks ? this.#parking(run, nodes) : nodes,
      stores: { home: this.storeIn('home', run), away: this.storeIn('away', run) },
      login: (cluster: ClusterName) => this.login(run, cluster),
      mostBytes: MOST_BYTES,
    };
    return { vault, replication: snapshot(options, clock) };
  }

  vaultOf = (run: SimRun): VaultFileClients => ({
    home: new SimRaftVault(this.world, this, run, 'home'),
    away: new SimRaftVault(this.world, this, run, 'away'),
  });

  storeIn = (name: ClusterName, run: SimRun): SnapshotStore =>
    new SnapshotStore(
      this.buckets[name].client(run, () => this.world.network.reachesTable(run.region, name)),
      `files-${name}`,
      REGIONS[name],
    );

  /** Logs in at a cluster by its AWS auth method. What a restore brings does not know the token. */
  async login(run: SimRun, cluster: ClusterName): Promise<Secret> {
    const { clock, network } = this.world;
    const raft = this.clusters[cluster];
    const reach = raft.reach === 'open' ? network.lambda(run.region, cluster) : raft.reach;
    if (reach !== 'open') {
      await run.wait(reach === 'silent' ? LOGIN_MS : 1);
      throw failure('TimeoutError');
    }
    return run.call(
      () => {
        raft.settle();
        if (raft.active === undefined) throw failure('LoginFailed');
        const token = `hvb.login-${this.#tokens.size}-that-nobody-may-see`;
        this.#tokens.set(token, { clusterId: raft.store.clusterId, until: clock.now() + TOKEN_MS });
        return new Secret(token);
      },
      LOGIN_FAILURES,
      LOGIN_MS,
    );
  }

  isValid(token: Secret | undefined, { store }: SimRaft): boolean {
    const known = token && this.#tokens.get(token.reveal());
    return known !== undefined && known.clusterId === store.clusterId && known.until > this.world.clock.now();
  }

  storeOf(held: Held): Store {
    const store = this.archive.get(held.store);
    if (!store) throw new Error(`there is no store ${held.store}`);
    return store;
  }

  /** The metadata that a puller writes to a file. */
  metadataOf(
    bytes: Buffer,
    file: { readonly takenAt: number; readonly index: number; readonly term: number; readonly clusterId: string },
  ): Record<string, string> {
    const { version, seal } = this.clusters.home;
    return {
      'taken-at': new Date(file.takenAt).toISOString(),
      index: String(file.index),
      term: String(file.term),
      bytes: String(bytes.length),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      'cluster-id': file.clusterId,
      version,
      seal: seal.kind,
    };
  }

  /** Whether it is written down that an operation began to take a cluster down, and not that it did. */
  isDemotionBegun(name: ClusterName): boolean {
    const { begun, ended } = this.#demotionOf(name);
    return begun !== undefined && (ended ?? 0) < begun;
  }

  /** Whether it is written down that this system took a cluster down, so that an operation brings it up again. */
  #isDemoted(name: ClusterName): boolean {
    const { begun, ended } = this.#demotionOf(name);
    return !this.holders.has(name) && ended !== undefined && ended >= (begun ?? 0);
  }

  /** When each was written down. */
  #demotionOf(name: ClusterName): { readonly begun: number | undefined; readonly ended: number | undefined } {
    const at = (key: string): number | undefined => this.buckets[otherCluster(name)].newestOf(key)?.at;
    return { begun: at(`demoted/${name}-begun.json`), ended: at(`demoted/${name}.json`) };
  }

  isRegionLost = (name: ClusterName): boolean => this.buckets[name].behaviour === 'lost';

  /** This system seals it. */
  demotes(name: ClusterName): void {
    this.holders.delete(name);
    this.clusters[name].promotedAt = undefined;
  }

  clientsMayWrite(): void {
    if (Math.random() < this.habits.busy) this.world.clientWritesNow();
  }

  async #clientsWrite(): Promise<void> {
    const { clock } = this.world;
    for (;;) {
      await clock.wait(this.habits.betweenWritesMs);
      for (const name of CLUSTER_NAMES) this.clusters[name].settle();
      this.world.clientWritesNow();
    }
  }

  #parking = (run: SimRun, nodes: ClusterNodes): ClusterNodes => ({
    restart: (...all) => nodes.restart(...all),
    stopStandbys: (...all) => nodes.stopStandbys(...all),
    stopAll: (...all) => nodes.stopAll(...all),
    park: async (cluster, _deadline, record, isStopped) => {
      if (!(await record.begins())) return false;
      await run.call(() => this.#empty(run, cluster, isStopped), LOGIN_FAILURES, LOGIN_MS);
      await record.emptied();
      await run.wait(this.habits.startMs);
      await record.mayGoOn();
      await run.call(() => this.#makeParked(run, cluster), LOGIN_FAILURES, LOGIN_MS);
      return true;
    },
  });

  #empty(run: SimRun, cluster: ClusterName, isStopped: boolean): void {
    const { watch, clock } = this.world;
    const raft = this.clusters[cluster];
    raft.settle();
    if (isStopped && raft.nodes.some(({ state }) => state !== 'stopped')) {
      throw new StepError(`Vault runs on a server of ${cluster}`, 'Look at what was written since.');
    }
    watch.acts(run, `link ${cluster}`);
    watch.links(run, cluster, { askedAt: clock.now(), address: `https://${otherCluster(cluster)}.test` });
    raft.empty();
  }

  #makeParked(run: SimRun, cluster: ClusterName): void {
    const raft = this.clusters[cluster];
    raft.settle();
    if (!raft.isUninitialised) throw new StepError(`${cluster} does not begin anew`, 'Run rejoin again.');
    this.world.watch.acts(run, `make ${cluster} anew`);
    raft.park();
  }

  /** Whether the newest file in a region is young and of that primary. */
  #isFollowed(follower: ClusterName, primary: AnyCluster): boolean {
    const { objects } = this.buckets[follower];
    const key = [...objects.keys()]
      .filter((each) => each.startsWith('snapshots/'))
      .sort()
      .at(-1);
    const newest = key === undefined ? undefined : this.buckets[follower].newestOf(key);
    const isYoung = newest !== undefined && this.world.clock.now() - newest.at < YOUNG_MS;
    // That its bytes were damaged shows only when it is read.
    return isYoung && newest.metadata['cluster-id'] === this.clusters[primary.name].store.clusterId;
  }

  /** A cluster with data serves again. If no operation wanted that, there may be two primaries. */
  #returns(name: ClusterName): void {
    if (this.holders.has(name) || !this.clusters[otherCluster(name)].isPrimary) return;
    this.world.watch.twoPrimaries = `${name} was started again after it had lost its role`;
  }

  calm(): void {
    const { home, away } = this.clusters;
    const newest = isOlder(home.version, away.version) ? away.version : home.version;
    for (const name of CLUSTER_NAMES) {
      const raft = this.clusters[name];
      raft.settle();
      raft.lostAgents.clear();
      this.buckets[name].behaviour = 'answers';
      this.#removeFalse(name);
      // Follows the messages "Upgrade it", "Both clusters need the same seal" and "a restore would delete what it holds".
      raft.version = newest;
      raft.seal = { ...SEAL };
      if (raft.store.clusterId === PAIR_ID) raft.store.isMarked = false;
      else Object.assign(raft.store, { hasMounts: false, isMarked: true });
      // A person starts what is stopped and was not sealed by this system.
      if (this.holders.has(name) || raft.isParked) raft.begin(raft.nodes.filter(isDown));
    }
    // Follows the message "Synchronise the clocks".
    this.areClocksRight = true;
    this.pullers.areWell = true;
  }

  /** Follows the messages "Delete it" and "Move the files of the other cluster elsewhere". */
  #removeFalse(name: ClusterName): void {
    const { objects } = this.buckets[name];
    for (const [key, versions] of objects) {
      const held = heldIn(versions.at(-1)?.bytes ?? Buffer.alloc(0));
      const isFuture = key > `snapshots/${new Date(this.world.clock.now()).toISOString()}`;
      const isOurs = held !== undefined && this.storeOf(held).clusterId === PAIR_ID;
      const isFalse = !isOurs || isFuture || this.isMisnamed(key, versions);
      if (key.startsWith('snapshots/') && isFalse) objects.delete(key);
    }
  }

  /** Whether somebody copied an older file to a newer name. */
  isMisnamed = (key: string, versions: readonly SimObject[]): boolean =>
    !key.includes(versions.at(-1)?.metadata['taken-at'] ?? '-');

  /** Follows the message "has to be parked by hand". */
  mend(name: ClusterName): void {
    const raft = this.clusters[name];
    raft.settle();
    const other = this.clusters[otherCluster(name)];
    // Follows the message "Bring it up": nothing else has the data.
    const isGone = raft.hasData && !raft.isPrimary && !other.isPrimary;
    if (isGone && !this.#isDemoted(name)) raft.begin(raft.nodes.filter(isDown));
    if (raft.isPrimary || raft.isParked || !other.writable) return;
    this.rules.parks(name);
    raft.park();
    void this.pullers.copy(name);
  }

  followUp(): void {
    for (const name of CLUSTER_NAMES) this.mend(name);
  }

  wipe(name: ClusterName): Promise<void> {
    const raft = this.clusters[name];
    raft.settle();
    if (raft.isParked) return Promise.resolve();
    for (const id of raft.data) this.world.watch.givenUp.add(id);
    raft.park();
    void this.pullers.copy(name);
    return Promise.resolve();
  }
}

const isDown = ({ state }: Node): boolean => state === 'stopped' || state === 'sealed';

/** @param mayLose whether happenings are allowed by which a write may be lost */
export const snapshotWorld = (habits: SnapshotHabits, mayLose: boolean): SnapshotWorld =>
  new SimWorld((world: SnapshotWorld) => new SnapshotPair(world, habits), mayLose);
