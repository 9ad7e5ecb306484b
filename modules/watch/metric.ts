import type { ClusterName } from '../../functions/shared/contract';
import type { SnapshotMetric } from '../../functions/snapshot-puller/contract';
import { NAMESPACE, type AutomaticMetric, type ClusterMetric, type PairMetric } from '../../functions/watch/contract';
import type { DeploymentName } from '../private/names';

/** A metric that an alarm can watch. */
export type AnyMetric = PairMetric | AutomaticMetric | ClusterMetric | SnapshotMetric;

/** A metric in CloudWatch, with the names that an alarm of Terraform has. */
export interface WatchMetric {
  /** `VaultDr`. */
  readonly namespace: string;
  /** As in docs/alarms.md. */
  readonly metricName: AnyMetric;
  /** Environment, identifier and, for a metric of one cluster, the cluster. */
  readonly dimensions: Record<string, string>;
  /** Seconds. The watch looks once a minute. */
  readonly period: number;
}

/** A metric of the watch. @param cluster the cluster of a metric that each cluster has */
export function watchMetric(
  { environment, identifier }: DeploymentName,
  metricName: AnyMetric,
  cluster?: ClusterName,
): WatchMetric {
  const dimensions = { environment, identifier, ...(cluster !== undefined && { cluster }) };
  return { namespace: NAMESPACE, metricName, dimensions, period: 60 };
}
