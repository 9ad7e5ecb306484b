import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { TroubleKind } from './kinds';
import type { FakeTable } from '../functions/dr-operations/fake-aws';
import type { Path, Reach, TableName } from './network';
import type { SimCluster } from './sim-cluster';
import type { SimRun } from './sim-run';
import { NEWER } from './versions';
import type { AnyWorld } from './sim-pair';
import type { SimWorld } from './sim-world';

/** A trouble, or the end of one. */
export interface Trouble<Kind = TroubleKind, W extends AnyWorld = SimWorld> {
  /** Name under which it is counted. */
  readonly kind: Kind;
  /** Text in a counter-example. */
  readonly words: string;
  /** @param run the operation under way, if any @returns `false` when it could not happen in this state of the world */
  readonly happen: (world: W, run?: SimRun) => void | false;
  /** The trouble that ends it. */
  readonly end?: Trouble<TroubleKind, W>;
}

type Hang = SimCluster['hangs'];

const lasting = <W extends AnyWorld>(
  begun: Trouble<TroubleKind, W>,
  end: Trouble<TroubleKind, W>,
): Trouble<TroubleKind, W> => ({
  ...begun,
  end,
});

/** A trouble of every kind of world. */
type Common = Trouble<TroubleKind, AnyWorld>;

export const trouble = <Kind extends string, W extends AnyWorld = SimWorld>(
  kind: Kind,
  words: string,
  happen: (world: W, run?: SimRun) => void | false,
): Trouble<Kind, W> => ({
  kind,
  words,
  happen,
});

const reachOnce = (name: ClusterName, how: Reach): Common =>
  trouble(
    how === 'open' ? 'a cluster comes back' : 'a cluster is lost',
    `${name} ${how === 'open' ? 'is back' : how}`,
    ({ clusters }) => {
      if (clusters[name].reach === how) return false;
      clusters[name].reach = how;
      if (how === 'open') clusters[otherCluster(name)].settle();
      else clusters[otherCluster(name)].loseShipments();
      return undefined;
    },
  );

const sealOnce = (name: ClusterName, sealed: boolean): Common =>
  trouble(
    sealed ? 'a cluster is sealed' : 'a cluster is unsealed',
    `${name} is ${sealed ? 'sealed' : 'unsealed'}`,
    ({ clusters }) => {
      if (clusters[name].sealed === sealed) return false;
      clusters[name].sealed = sealed;
      return undefined;
    },
  );

export const election = (name: ClusterName, ms: number): Common =>
  trouble('a cluster elects a leader', `${name} elects a leader for ${ms / 1000} s`, ({ clusters, clock, network }) => {
    network.touch();
    clusters[name].electionUntil = clock.now() + ms;
    network.touch();
  });

const hangsOnce = (name: ClusterName, effect: Hang): Trouble =>
  trouble(
    effect === undefined ? 'a cluster no longer hangs' : 'a cluster answers reads and hangs on every write',
    effect === undefined ? `${name} no longer hangs` : `${name} hangs on every write (takes effect: ${effect})`,
    ({ clusters }) => void (clusters[name].hangs = effect),
  );

const lambdaPathOnce = (region: ClusterName, name: ClusterName, path: Path): Common =>
  trouble(
    path === 'open'
      ? 'a path of a Lambda opens'
      : path === 'nameless'
        ? 'a resolver fails'
        : 'a path of a Lambda closes',
    `from ${region}'s region ${name} is ${path}`,
    ({ network }) => {
      if (network.lambda(region, name) === path) return false;
      network.setLambda(region, name, path);
      return undefined;
    },
  );

const clientPathOnce = (name: ClusterName, isOpen: boolean): Common =>
  trouble('a path of the clients changes', `clients ${isOpen ? 'reach' : 'do not reach'} ${name}`, ({ network }) => {
    network.clients[name] = isOpen;
  });

const betweenOnce = (isOpen: boolean): Common =>
  trouble(
    isOpen ? 'the clusters reach each other again' : 'the clusters do not reach each other',
    isOpen ? 'the clusters reach each other' : 'the clusters do not reach each other',
    ({ network, clusters }) => {
      if (network.between === isOpen) return false;
      network.between = isOpen;
      for (const name of CLUSTER_NAMES) {
        // What was lost is sent again before a first heartbeat counts: the lag that Vault reports covers the rest.
        if (isOpen) clusters[name].settle();
        else clusters[name].loseShipments();
      }
      return undefined;
    },
  );

/** Cuts one region off from the other one. */
const partitionOnce = (region: ClusterName, path: Reach): Common =>
  trouble(
    path === 'open' ? 'the regions reach each other again' : 'the regions are cut off from each other',
    `${region}'s region ${path === 'open' ? 'reaches the other one again' : `is cut off (${path})`}`,
    (world) => {
      const { network } = world;
      const other = otherCluster(region);
      const isOpen = path === 'open';
      if ((network.lambda(region, other) === 'open') === isOpen) return false;
      network.setLambda(region, other, path);
      network.setLambda(other, region, path);
      network.setTable(region, other, isOpen);
      network.setTable(other, region, isOpen);
      betweenOnce(isOpen).happen(world);
      return undefined;
    },
  );

const tableOnce = (name: TableName, behaviour: FakeTable['behaviour']): Common =>
  trouble(
    behaviour === 'answers'
      ? 'a table answers again'
      : `a table ${behaviour === 'fails' ? 'fails' : 'is a black hole'}`,
    `DynamoDB ${behaviour === 'answers' ? 'answers' : behaviour} in ${name}'s region`,
    (world) => void (world.tableOf(name).behaviour = behaviour),
  );

const tablePathOnce = (region: ClusterName, name: TableName, isOpen: boolean): Common =>
  trouble(
    isOpen ? 'a table can be reached again' : 'a table cannot be reached from one region',
    `${region}'s region ${isOpen ? 'reaches' : 'cannot reach'} the table of ${name}'s region`,
    ({ network }) => network.setTable(region, name, isOpen),
  );

export const rotate = trouble('the token is rotated', 'the token is rotated', ({ tokens }) => tokens.rotate());
export const tokenEnds = (ms: number): Trouble =>
  trouble('the token is about to expire', `the token expires in ${ms / 1000} s`, ({ tokens }) => tokens.endIn(ms));
export const deleteSecret = trouble('the secret is deleted', 'the secret is deleted', ({ tokens }) =>
  tokens.deleteSecret(),
);

export const pause = (ms: number, stopsClock: boolean): Trouble<'the process is paused', AnyWorld> =>
  trouble(
    'the process is paused',
    `the process is paused for ${ms / 1000} s${stopsClock ? ', and its clock stops' : ''}`,
    (_world, run) => {
      if (!run || run.isOver) return false;
      run.pause(ms, stopsClock);
      return undefined;
    },
  );

export const doesNotHold = (name: ClusterName): Trouble =>
  trouble('the next promotion will not hold', `the next promotion of ${name} does not hold`, ({ clusters }) => {
    clusters[name].promotionsThatDoNotHold = 1;
  });

export const upgrade = (name: ClusterName): Trouble =>
  trouble('a cluster is upgraded', `${name} is upgraded`, ({ clusters, clock }) => {
    if (clusters[name].version === NEWER) return false;
    clusters[name].version = NEWER;
    clusters[name].upgradedAt = clock.now();
    return undefined;
  });

export const licenseEnds = (name: ClusterName): Trouble =>
  trouble('a license ends', `the license of ${name} ends`, ({ clusters, clock }) => {
    if (clusters[name].licenseEndedAt !== Number.POSITIVE_INFINITY) return false;
    clusters[name].licenseEndedAt = clock.now();
    return undefined;
  });

const hideOnce = (name: ClusterName, isHidden: boolean): Trouble =>
  trouble(
    isHidden ? 'a status endpoint is switched off' : 'a status endpoint is switched on',
    `the replication status of ${name} is switched ${isHidden ? 'off' : 'on'}`,
    ({ clusters, clock }) => {
      if ((clusters[name].hiddenSince !== Number.POSITIVE_INFINITY) === isHidden) return false;
      clusters[name].hiddenSince = isHidden ? clock.now() : Number.POSITIVE_INFINITY;
      return undefined;
    },
  );

export const diverges = (name: ClusterName): Trouble =>
  trouble(
    'a secondary diverges with equal WAL numbers',
    `${name} loses a write that its WAL number counts`,
    (world) => {
      const cluster = world.clusters[name];
      const other = world.other(name);
      cluster.settle();
      const id = [...cluster.data].find((each) => each > 0 && other.data.has(each));
      if (id === undefined || cluster.upstream !== other || cluster.isPrimary) return false;
      cluster.diverge(id);
      world.diverged.add(id);
      return undefined;
    },
  );

export const corrupts = (name: ClusterName): Trouble =>
  trouble('a Merkle tree is corrupted', `${name}'s Merkle tree is corrupted`, ({ clusters, clock }) => {
    clusters[name].corruptedAt ??= clock.now();
  });

export const anotherSet = (name: ClusterName): Trouble =>
  trouble('a cluster belongs to another replication set', `${name} is enabled in another replication set`, (world) => {
    const cluster = world.clusters[name];
    const other = world.other(name);
    const hasMore = [...cluster.data].some((id) => world.acknowledged.has(id) && !other.data.has(id));
    if (cluster.isPrimary || cluster.restart || !other.isPrimary || hasMore) return false;
    cluster.joinAnotherSet();
    return undefined;
  });

// The end of a trouble is a trouble of its own: it surprises an operation that has adapted to the beginning.
export const reach = (name: ClusterName, how: Reach): Common => lasting(reachOnce(name, how), reachOnce(name, 'open'));
export const seal = (name: ClusterName, sealed: boolean): Common =>
  lasting(sealOnce(name, sealed), sealOnce(name, false));
export const hangs = (name: ClusterName, effect: Hang): Trouble =>
  lasting(hangsOnce(name, effect), hangsOnce(name, undefined));
export const hide = (name: ClusterName): Trouble => lasting(hideOnce(name, true), hideOnce(name, false));
export const lambdaPath = (region: ClusterName, name: ClusterName, path: Path): Common =>
  lasting(lambdaPathOnce(region, name, path), lambdaPathOnce(region, name, 'open'));
export const clientPath = (name: ClusterName, isOpen: boolean): Common =>
  lasting(clientPathOnce(name, isOpen), clientPathOnce(name, true));
export const between = (isOpen: boolean): Common => lasting(betweenOnce(isOpen), betweenOnce(true));
export const partition = (region: ClusterName, path: Reach): Common =>
  lasting(partitionOnce(region, path), partitionOnce(region, 'open'));
export const table = (name: TableName, behaviour: FakeTable['behaviour']): Common =>
  lasting(tableOnce(name, behaviour), tableOnce(name, 'answers'));
export const tablePath = (region: ClusterName, name: TableName, isOpen: boolean): Common =>
  lasting(tablePathOnce(region, name, isOpen), tablePathOnce(region, name, true));
