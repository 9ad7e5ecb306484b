import fc from 'fast-check';
import { CLUSTER_NAMES, type ClusterName } from '../../../functions/shared/contract';
import type { TroubleKind } from '../kinds';
import * as common from '../troubles';
import { trouble, type Trouble } from '../troubles';
import { heldIn, snapshotBytes } from './snapshot-bytes';
import type { SimObject } from './sim-bucket';
import type { SnapshotWorld } from './snapshot-pair';

type Of = Trouble<TroubleKind, SnapshotWorld>;

const cluster = fc.constantFrom(...CLUSTER_NAMES);
const node = fc.nat(2);
const isOpen = fc.boolean();

const lasting = (begun: Of, end: Of): Of => ({ ...begun, end });

const starts = (name: ClusterName, i: number): Of =>
  trouble('a server is started again', `server ${i} of ${name} is started again`, ({ pair }: SnapshotWorld) => {
    const raft = pair.clusters[name];
    raft.settle();
    const one = raft.nodes[i];
    if (one?.state !== 'sealed' && one?.state !== 'stopped') return false;
    raft.begin([one]);
    return undefined;
  });

const stops = (name: ClusterName, i: number): Of =>
  trouble('a server stops', `server ${i} of ${name} stops`, ({ pair }: SnapshotWorld) => {
    const raft = pair.clusters[name];
    raft.settle();
    const one = raft.nodes[i];
    if (one?.state !== 'running') return false;
    raft.stop([one]);
    return undefined;
  });

const agent = (name: ClusterName, i: number, isLost: boolean): Of =>
  trouble(
    isLost ? 'Systems Manager does not reach a server' : 'Systems Manager reaches a server again',
    `Systems Manager ${isLost ? 'does not reach' : 'reaches'} server ${i} of ${name}`,
    ({ pair }: SnapshotWorld) => {
      const { lostAgents, nodes } = pair.clusters[name];
      const host = nodes[i]?.host ?? '';
      if (lostAgents.has(host) === isLost) return false;
      if (isLost) lostAgents.add(host);
      else lostAgents.delete(host);
      return undefined;
    },
  );

const bucket = (name: ClusterName, behaviour: 'answers' | 'fails' | 'lost'): Of =>
  trouble(
    behaviour === 'answers' ? 'a bucket answers again' : 'a bucket fails',
    `the bucket of ${name} ${behaviour === 'lost' ? 'gives no answer' : behaviour}`,
    ({ pair }: SnapshotWorld) => {
      if (pair.buckets[name].behaviour === behaviour) return false;
      pair.buckets[name].behaviour = behaviour;
      return undefined;
    },
  );

/** Cluster, bucket and table of one region. */
const region = (name: ClusterName, isLost: boolean): Of =>
  trouble(
    isLost ? 'a region is lost' : 'a region comes back',
    `the region of ${name} ${isLost ? 'is lost' : 'is back'}`,
    ({ pair, tables }) => {
      const raft = pair.clusters[name];
      raft.settle();
      if ((raft.reach !== 'open') === isLost) return false;
      raft.reach = isLost ? 'silent' : 'open';
      pair.buckets[name].behaviour = isLost ? 'lost' : 'answers';
      tables[name].behaviour = isLost ? 'black-holed' : 'answers';
      return undefined;
    },
  );

type Found = readonly [key: string, object: SimObject];

function newestFile({ pair }: SnapshotWorld, name: ClusterName): Found | undefined {
  const { objects } = pair.buckets[name];
  const key = [...objects.keys()]
    .filter((each) => each.startsWith('snapshots/'))
    .sort()
    .at(-1);
  const object = key === undefined ? undefined : pair.buckets[name].newestOf(key);
  return key === undefined || object === undefined ? undefined : [key, object];
}

const damaged = (bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes);
  const at = Math.floor(changed.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 255;
  return changed;
};

const spoils = (name: ClusterName, isCut: boolean): Of =>
  trouble(
    isCut ? 'the newest file is cut off' : 'the newest file is damaged',
    `the newest file for ${name} is ${isCut ? 'cut off' : 'damaged'}`,
    (world) => {
      const [key, object] = newestFile(world, name) ?? [];
      if (key === undefined || object === undefined) return false;
      const bytes = isCut ? object.bytes.subarray(0, object.bytes.length - 40) : damaged(object.bytes);
      world.pair.buckets[name].put(key, bytes, object.metadata);
      return undefined;
    },
  );

const nameAt = (ms: number): string => `snapshots/${new Date(ms).toISOString()}.snap`;

/** A person copies an older file, as it is, to a newer name. */
export const renamed = (name: ClusterName): Of =>
  trouble('an older file gets a newer name', `an older file for ${name} gets a newer name`, (world) => {
    const { buckets } = world.pair;
    const keys = [...buckets[name].objects.keys()].filter((key) => key.startsWith('snapshots/')).sort();
    const object = keys.length > 1 ? buckets[name].newestOf(keys.at(-3) ?? keys[0] ?? '') : undefined;
    if (!object) return false;
    buckets[name].put(nameAt(world.clock.now()), object.bytes, object.metadata);
    return undefined;
  });

/** A person copies a file of another pair into the bucket. It has the metadata that its own puller wrote. */
export const stray = (name: ClusterName): Of =>
  trouble(
    'a file of another cluster is put into a bucket',
    `a file of another cluster is put into the bucket of ${name}`,
    (world) => {
      const { pair, clock } = world;
      const [, object] = newestFile(world, name) ?? [];
      const held = object && heldIn(object.bytes);
      if (!object || !held) return false;
      const store = pair.archive.keep({
        ...pair.storeOf(held),
        clusterId: 'another-pair',
        ids: new Set(),
        leases: new Map(),
      });
      const index = held.index + 5_000;
      const bytes = snapshotBytes({ ...held, store, index });
      const metadata = pair.metadataOf(bytes, {
        takenAt: clock.now(),
        index,
        term: held.term,
        clusterId: 'another-pair',
      });
      pair.buckets[name].put(nameAt(clock.now()), bytes, metadata);
      return undefined;
    },
  );

/** Troubles of servers, Systems Manager, buckets and regions. */
const harmless: readonly fc.Arbitrary<Of>[] = [
  fc
    .tuple(cluster, fc.constantFrom('refuses', 'silent', 'open' as const))
    .map(([name, how]) => common.reach(name, how)),
  fc.tuple(cluster, fc.boolean()).map(([name, sealed]) => common.seal(name, sealed)),
  fc.tuple(cluster, fc.constantFrom(300, 2_000, 6_000, 20_000)).map(([name, ms]) => common.election(name, ms)),
  fc
    .tuple(cluster, cluster, fc.constantFrom('refuses', 'silent', 'nameless', 'open' as const))
    .map(([from, name, path]) => common.lambdaPath(from, name, path)),
  fc.tuple(cluster, isOpen).map(([name, open]) => common.clientPath(name, open)),
  fc
    .tuple(cluster, fc.constantFrom('refuses', 'silent', 'open' as const))
    .map(([name, path]) => common.partition(name, path)),
  fc
    .tuple(
      fc.constantFrom('home', 'away', 'witness' as const),
      fc.constantFrom('fails', 'black-holed', 'answers' as const),
    )
    .map(([name, behaviour]) => common.table(name, behaviour)),
  fc
    .tuple(cluster, fc.constantFrom('home', 'away', 'witness' as const), isOpen)
    .map(([from, name, open]) => common.tablePath(from, name, open)),
  fc.tuple(cluster, node).map(([name, i]) => lasting(stops(name, i), starts(name, i))),
  fc.tuple(cluster, node, isOpen).map(([name, i, lost]) => lasting(agent(name, i, lost), agent(name, i, false))),
  fc
    .tuple(cluster, fc.constantFrom('fails', 'lost', 'answers' as const))
    .map(([name, how]) => lasting(bucket(name, how), bucket(name, 'answers'))),
  fc.tuple(cluster, fc.boolean()).map(([name, lost]) => lasting(region(name, lost), region(name, false))),
  fc.tuple(cluster, fc.boolean()).map(([name, isCut]) => spoils(name, isCut)),
  cluster.map(renamed),
  cluster.map(stray),
  cluster.map((name) =>
    trouble('a cluster gets another seal', `${name} gets another seal`, ({ pair }: SnapshotWorld) => {
      const raft = pair.clusters[name];
      if (!raft.isParked || raft.seal.key !== 'key-1') return false;
      raft.seal = { kind: 'shamir', key: 'key-2' };
      return undefined;
    }),
  ),
  cluster.map((name) =>
    trouble('a cluster gets a newer version', `${name} gets a newer version`, ({ pair }: SnapshotWorld) => {
      const raft = pair.clusters[name];
      if (raft.version === NEWER) return false;
      raft.version = NEWER;
      raft.store.version = NEWER;
      return undefined;
    }),
  ),
  cluster.map((name) =>
    trouble('a parked cluster gets data of its own', `${name} gets a secrets engine`, ({ pair }: SnapshotWorld) => {
      const raft = pair.clusters[name];
      raft.settle();
      if (!raft.isParked || raft.active === undefined || raft.restoring !== undefined) return false;
      raft.change({ hasMounts: true });
      return undefined;
    }),
  ),
];

export const NEWER = '1.22.0';

/** Troubles by which a planned operation may lose no write. */
export const harmlessTrouble: fc.Arbitrary<Of> = fc.oneof(...harmless);

/** Also what a person does to a cluster that has lost its role, and to one that has data. */
export const anyTrouble: fc.Arbitrary<Of> = fc.oneof(
  { weight: harmless.length, arbitrary: harmlessTrouble },
  // Only then the newest file is all that is left.
  { weight: 5, arbitrary: cluster.map((name) => lasting(region(name, true), region(name, false))) },
  { weight: 2, arbitrary: fc.tuple(cluster, node).map(([name, i]) => starts(name, i)) },
  {
    weight: 2,
    arbitrary: cluster.map((name) =>
      trouble('a parked cluster loses its marker', `${name} loses its marker`, ({ pair }: SnapshotWorld) => {
        const raft = pair.clusters[name];
        raft.settle();
        if (!raft.isParked || raft.restoring !== undefined) return false;
        raft.change({ isMarked: false });
        return undefined;
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: cluster.map((name) =>
      trouble('a cluster with data gets the marker', `${name} gets the marker`, ({ pair }: SnapshotWorld) => {
        const raft = pair.clusters[name];
        raft.settle();
        if (raft.store.isMarked || !raft.commits) return false;
        raft.change({ isMarked: true });
        return undefined;
      }),
    ),
  },
);
