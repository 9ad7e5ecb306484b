import type { ClusterName } from '../../shared/contract';
import type { World } from '../world';

/** A cluster in words, for a reason. */
export function describe(world: World, name: ClusterName): string {
  const observation = world.clusters[name];
  switch (observation.kind) {
    case 'up':
      return observation.mode;
    case 'changing':
      return 'between two roles';
    case 'unreachable':
      return `unreachable (${observation.cause})`;
    case 'odd':
      return `not answering as Vault (${observation.problem})`;
    case 'sealed':
    case 'uninitialised':
      return observation.kind;
  }
}
