import type { AnyWorld } from './sim-pair';
import { TABLE_NAMES, type TableName } from './network';

/** Whether anybody reaches the cluster of home. */
export const reachHome = ({ clusters }: AnyWorld, isOpen: boolean): void => {
  clusters.home.reach = isOpen ? 'open' : 'silent';
  // What was under way is lost, and sent again as soon as the clusters reach each other.
  if (isOpen) clusters.away.settle();
  else clusters.away.loseShipments();
};

/** The whole region of home is lost: its cluster, its table, STS, and its watcher. */
export const loseHome = (world: AnyWorld, isLost: boolean): void => {
  reachHome(world, !isLost);
  world.tables.home.behaviour = isLost ? 'black-holed' : 'answers';
  for (const from of TABLE_NAMES) world.network.homeSts[from] = !isLost;
  if (isLost) world.watchers?.silent.add('home');
  else world.watchers?.silent.delete('home');
};

/** Whether AWS in the region of home answers a region. */
export const reachAwsOfHome = ({ network }: AnyWorld, from: TableName, isOpen: boolean): void => {
  network.homeSts[from] = isOpen;
  network.setTable(from, 'home', isOpen);
};

/** Whether the clusters and the Lambdas of the two regions reach each other. AWS is not part of it. */
export const reachEachOther = ({ network, clusters }: AnyWorld, isOpen: boolean): void => {
  network.setLambda('away', 'home', isOpen ? 'open' : 'silent');
  network.setLambda('home', 'away', isOpen ? 'open' : 'silent');
  network.between = isOpen;
  if (isOpen) clusters.away.settle();
  else clusters.away.loseShipments();
};

/** What may be lost and come back. */
export const OUTAGES: Readonly<Record<string, (world: AnyWorld, isOpen: boolean) => void>> = {
  'the region of home': (world, isOpen) => loseHome(world, !isOpen),
  'the cluster of home': reachHome,
  'the path from away to home': ({ network }, isOpen) => network.setLambda('away', 'home', isOpen ? 'open' : 'silent'),
  'the path from away to the AWS of home': (world, isOpen) => reachAwsOfHome(world, 'away', isOpen),
  'the peering': reachEachOther,
  'every path from away to home': (world, isOpen) => {
    reachEachOther(world, isOpen);
    reachAwsOfHome(world, 'away', isOpen);
  },
  'the seal of home': ({ clusters }, isOpen) => void (clusters.home.sealed = !isOpen),
};
