import fc from 'fast-check';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { SimWorld } from './sim-world';

/** Nobody types so fast that a cluster still shows the role that it has just lost. */
const BY_HAND_MS = 1_000;

/** Somebody does it by hand, and asks nobody. */
export const byHand: fc.Arbitrary<{ readonly words: string; readonly happen: (world: SimWorld) => Promise<unknown> }> =
  fc
    .tuple(
      fc.constantFrom(...CLUSTER_NAMES),
      fc.constantFrom('promote', 'demote', 'move the name to', 'set half the weight of'),
    )
    .map(([name, what]) => ({
      words: `by hand: ${what} ${name}`,
      happen: (world) => {
        doByHand(world, name, what);
        return world.pass(BY_HAND_MS);
      },
    }));

function doByHand(world: SimWorld, name: ClusterName, what: string): void {
  const one = world.clusters[name];
  one.settle();
  if (what === 'promote' && one.role === 'secondary' && !one.restart) {
    world.watch.twoPrimaries = 'somebody promoted one by hand';
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
