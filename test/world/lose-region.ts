import type { ClusterName } from '../../functions/shared/contract';
import type { World } from '../local/world';

/** What a caller of a lost region sees: connections that nobody answers, or connections that are cut. */
export type Loss = 'silent' | 'cut';

/**
 * Takes away the whole region of a cluster, also from the operator and the test: every AWS service that has an endpoint
 * there, and its Vault. It returns with the reset of the world.
 */
export async function loseRegion({ aws, pair, regions }: World, cluster: ClusterName, loss: Loss): Promise<void> {
  const kind = loss === 'silent' ? 'black-hole' : 'reset';
  aws.inject({ kind, region: regions[cluster].name, caller: 'anybody' });
  await pair[cluster].inject({ kind: loss === 'silent' ? 'black-hole' : 'refuse' });
}
