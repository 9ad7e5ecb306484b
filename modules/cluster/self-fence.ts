import { fenceKey } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import { partitionOf } from '../../functions/shared/partition';
import type { IGrantable } from '../private/grantee';
import { nameOf } from '../private/names';
import type { NodeSettings } from './node/settings';

/** The pair whose tables tell the nodes whether their cluster may serve. */
export interface NodeSelfFence {
  /** `identifier` of the `CommunityVaultDr`, whose environment is that of the cluster. */
  readonly pair: string;
  /** Which cluster of the pair this is. */
  readonly cluster: ClusterName;
  /** AWS regions of the three tables: those of both clusters, and that of the witness. */
  readonly regions: Readonly<Record<ClusterName | 'witness', string>>;
}

/** A cluster whose nodes stop by themselves. */
interface FencedCluster {
  readonly environment: string;
  readonly selfFence: NodeSelfFence;
}

/** The table has the same name in each region. */
const tableOf = ({ environment, selfFence: { pair: identifier } }: FencedCluster): string =>
  nameOf('vault-dr-journal', { environment, identifier });

/** What the nodes have to know. */
export const selfFenceSettings = (cluster: FencedCluster): NonNullable<NodeSettings['selfFence']> => ({
  table: tableOf(cluster),
  key: fenceKey(cluster.selfFence.cluster),
  regions: Object.values(cluster.selfFence.regions),
});

/**
 * Lets the nodes read the one row that tells them to stop, in each table. The tables belong to a pair that is made after the
 * cluster, so that they are named, and their keys are found by their alias.
 */
export function grantSelfFence(role: IGrantable, cluster: FencedCluster, accountId: string): void {
  const { environment, selfFence } = cluster;
  const regions = Object.values(selfFence.regions);
  const arn = (service: string, region: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
  role.allow({
    Sid: 'SelfFence',
    Action: ['dynamodb:GetItem'],
    Resource: regions.map((region) => arn('dynamodb', region, `table/${tableOf(cluster)}`)),
    Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [fenceKey(selfFence.cluster)] } },
  });
  role.allow({
    Sid: 'SelfFenceKeys',
    Action: ['kms:Decrypt'],
    Resource: regions.map((region) => arn('kms', region, 'key/*')),
    Condition: {
      'ForAnyValue:StringEquals': {
        'kms:ResourceAliases': `alias/${nameOf('vault-dr', { environment, identifier: selfFence.pair })}`,
      },
      StringEquals: { 'kms:ViaService': regions.map((region) => `dynamodb.${region}.amazonaws.com`) },
    },
  });
}
