import type { ClusterName } from '../../functions/shared/contract';
import { type AutomaticMetric, type ClusterMetric, type PairMetric } from '../../functions/watch/contract';
import type { DeploymentName } from '../private/names';
/** A metric in CloudWatch, with the names that an alarm of Terraform has. */
export interface WatchMetric {
    /** `VaultDr`. */
    readonly namespace: string;
    /** As in docs/alarms.md. */
    readonly metricName: PairMetric | AutomaticMetric | ClusterMetric;
    /** Environment, identifier and, for a metric of one cluster, the cluster. */
    readonly dimensions: Record<string, string>;
    /** Seconds. The watch looks once a minute. */
    readonly period: number;
}
/** A metric of the watch. @param cluster the cluster of a metric that each cluster has */
export declare function watchMetric({ environment, identifier }: DeploymentName, metricName: PairMetric | AutomaticMetric | ClusterMetric, cluster?: ClusterName): WatchMetric;
