import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { BundledFunction } from '../lambda/bundled-function';
import { operatedCluster, operatedPair, withoutUndefined } from '../operator-output';
import type { CommunityVaultDrProps } from './community-vault-dr-props';
import type { PostgresPair } from './postgres-pair';
import type { SnapshotPair } from './snapshot-pair';

/** What differs between the kinds of replication. */
interface Operated {
  readonly operationTimeoutSeconds: number;
  /** Further settings of the pair. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Further settings of a cluster. */
  readonly ofCluster?: (cluster: ClusterName) => Readonly<Record<string, unknown>>;
  /** The Lambdas in the region of a cluster, by the name that the tool knows. */
  readonly functions: (cluster: ClusterName) => Readonly<Record<string, BundledFunction>>;
}

/** Everything that the operator's tool needs to know about a pair without replication of Vault Enterprise. There is no token. */
export const communityOperatorOutput = (
  pair: SnapshotPair | PostgresPair,
  props: CommunityVaultDrProps,
  { operationTimeoutSeconds, settings, ofCluster, functions }: Operated,
): Record<string, unknown> => ({
  ...operatedPair(pair, props),
  // The engine's word for it, on which the tool decides what it can do.
  replication: props.replication.kind,
  ...settings,
  operation_timeout_seconds: operationTimeoutSeconds,
  ...withoutUndefined({ drill_rto_seconds: props.drill?.rtoSeconds }),
  ...Object.fromEntries(
    CLUSTER_NAMES.map((cluster) => [
      cluster,
      { ...operatedCluster(pair, props, cluster), ...ofCluster?.(cluster), functions: arnsOf(functions(cluster)) },
    ]),
  ),
});

const arnsOf = (functions: Readonly<Record<string, BundledFunction>>): Record<string, string> =>
  Object.fromEntries(Object.entries(functions).map(([name, { arn }]) => [name, arn]));
