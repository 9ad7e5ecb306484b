import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import fc from 'fast-check';
import * as common from '../drawn-troubles';
import type { TroubleKind } from '../kinds';
import type { Path } from '../network';
import { trouble, type Trouble } from '../troubles';
import type { PgWorld } from './pg-pair';

export type PgTrouble = Trouble<TroubleKind, PgWorld>;

const stop = (name: ClusterName, stops: boolean): PgTrouble =>
  trouble(
    stops ? 'a database stops' : 'a database starts',
    `the database of ${name} ${stops ? 'stops' : 'starts'}`,
    ({ clusters }: PgWorld) => {
      if (clusters[name].server.isRunning !== stops) return false;
      if (stops) clusters[name].stop();
      else clusters[name].start();
      return undefined;
    },
  );

const path = (name: ClusterName, to: Path): PgTrouble =>
  trouble(
    to === 'open' ? 'a database can be reached again' : 'a database cannot be reached',
    `the database of ${name} is ${to} to the Lambdas`,
    ({ clusters }: PgWorld) => {
      if (clusters[name].databasePath === to) return false;
      clusters[name].databasePath = to;
      return undefined;
    },
  );

const right = (name: ClusterName, isTaken: boolean): PgTrouble =>
  trouble(
    isTaken ? 'a right is taken from the role of the engine' : 'the role of the engine gets its right back',
    `the role of the engine ${isTaken ? 'may change nothing' : 'has its rights'} in the database of ${name}`,
    ({ clusters }: PgWorld) => {
      if ((clusters[name].refusal !== undefined) === isTaken) return false;
      clusters[name].refusal = isTaken ? '42501' : undefined;
      return undefined;
    },
  );

/** A person follows the message of the last operation. */
const makeReplica = trouble(
  'an old primary is made a replica',
  'a person makes the old primary a replica',
  (world: PgWorld) => {
    const isTold = world.lastResult?.left.includes('make-replica');
    return isTold && CLUSTER_NAMES.some((name) => world.pair.makeReplica(name)) ? undefined : false;
  },
);

const anotherSystem = (name: ClusterName): PgTrouble =>
  trouble(
    'a replica belongs to another system',
    `the replica of ${name} is made one of another system`,
    (world: PgWorld) => {
      const cluster = world.clusters[name];
      cluster.settle();
      const hasMore = [...cluster.data].some((id) => world.acknowledged.has(id) && !world.other(name).data.has(id));
      if (cluster.isPrimary || !cluster.server.isReplica || !world.other(name).isPrimary || hasMore) return false;
      cluster.joinAnotherSystem();
      return undefined;
    },
  );

const HANDS = ['promote the replica of', 'fence', 'take the fence from', 'move the name to'] as const;

/** A person changes a database or the name outside of the engine. */
const byHand = (name: ClusterName, what: (typeof HANDS)[number]): PgTrouble =>
  trouble('a person changes a database by hand', `by hand: ${what} ${name}`, (world: PgWorld) => {
    const cluster = world.clusters[name];
    cluster.settle();
    const { server } = cluster;
    world.watch.changedByHandAt[name] = world.clock.now();
    switch (what) {
      case 'promote the replica of':
        if (!server.isReplica || server.promotion || !server.isRunning) return false;
        mayBeTwo(world, name);
        cluster.promote();
        return undefined;
      case 'fence':
        if (server.isReplica || server.isFenced) return false;
        cluster.fence();
        return undefined;
      case 'take the fence from':
        if (server.isReplica || !server.isFenced) return false;
        mayBeTwo(world, name);
        cluster.unfence();
        return undefined;
      case 'move the name to':
        world.route53.weights = { home: name === 'home' ? 255 : 0, away: name === 'away' ? 255 : 0 };
        return undefined;
    }
  });

function mayBeTwo({ watch, clusters }: PgWorld, name: ClusterName): void {
  if (clusters[otherCluster(name)].isPrimary) watch.twoPrimaries = 'a cluster was promoted by hand';
}

const cluster = fc.constantFrom(...CLUSTER_NAMES);

const ofDatabase: fc.Arbitrary<PgTrouble> = fc.oneof(
  fc.tuple(cluster, fc.boolean()).map(([name, stops]) => ({ ...stop(name, stops), end: stop(name, false) })),
  fc
    .tuple(cluster, fc.constantFrom('refuses', 'silent', 'nameless', 'open' as const))
    .map(([name, to]) => ({ ...path(name, to), end: path(name, 'open') })),
  fc.tuple(cluster, fc.boolean()).map(([name, isTaken]) => ({ ...right(name, isTaken), end: right(name, false) })),
);

/** Troubles by which a planned operation may lose no write. */
export const harmlessPgTrouble: fc.Arbitrary<PgTrouble> = fc.oneof(
  { weight: 8, arbitrary: common.commonTrouble },
  { weight: 4, arbitrary: ofDatabase },
  { weight: 2, arbitrary: fc.constant(makeReplica) },
);

export const handOnDatabase: fc.Arbitrary<PgTrouble> = fc
  .tuple(cluster, fc.constantFrom(...HANDS))
  .map(([name, what]) => byHand(name, what));

export const anyPgTrouble: fc.Arbitrary<PgTrouble> = fc.oneof(
  { weight: 14, arbitrary: harmlessPgTrouble },
  { weight: 1, arbitrary: handOnDatabase },
  { weight: 1, arbitrary: cluster.map(anotherSystem) },
);
