import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import fc from 'fast-check';
import type { SimWorld } from './sim-world';
import type { Trouble } from './troubles';

/** A person changes a role or a weight by hand, outside the engine. */
export const byHand: fc.Arbitrary<Trouble> = fc
  .tuple(
    fc.constantFrom(...CLUSTER_NAMES),
    fc.constantFrom('promote', 'demote', 'move the name to', 'set half the weight of'),
  )
  .map(([name, what]) => ({
    kind: 'a person changes something by hand',
    words: `by hand: ${what} ${name}`,
    happen: (world) => doByHand(world, name, what),
  }));

function doByHand(world: SimWorld, name: ClusterName, what: string): void {
  const one = world.clusters[name];
  one.settle();
  if (what === 'promote' && one.role === 'secondary' && !one.restart) {
    world.watch.twoPrimaries = 'a cluster was promoted by hand';
    one.promote();
  }
  if (what === 'demote' && one.role === 'primary' && !one.restart) one.demote(world.other(name));
  if (what === 'move the name to') world.route53.weights = weights(name, 255);
  if (what === 'set half the weight of') world.route53.weights = weights(name, 100);
}

const weights = (name: ClusterName, weight: number): { home: number; away: number } => ({
  home: name === 'home' ? weight : 0,
  away: name === 'away' ? weight : 0,
});
