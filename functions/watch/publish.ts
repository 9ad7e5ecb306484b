import { Metrics } from '@aws-lambda-powertools/metrics';
import { CLUSTER_NAMES } from '../shared/contract';
import {
  AUTOMATIC_METRICS,
  AUTOPILOT_METRICS,
  CLUSTER_METRICS,
  DIMENSIONS,
  NAMESPACE,
  PAIR_METRICS,
  SIGNAL_METRICS,
  type AutomaticMetric,
  type ClusterMetric,
  type Measurement,
  type PairMetric,
} from './contract';

/** Writes the metrics to the log in CloudWatch's embedded metric format, one line for the pair and one for each cluster. */
export function publish(
  { pair, clusters }: Measurement,
  { environment, identifier }: { readonly environment: string; readonly identifier: string },
): void {
  const deployment = { [DIMENSIONS.environment]: environment, [DIMENSIONS.identifier]: identifier };
  const units = {
    ...PAIR_METRICS,
    ...AUTOMATIC_METRICS,
    ...CLUSTER_METRICS,
    ...AUTOPILOT_METRICS,
    ...SIGNAL_METRICS,
  };
  const write = (
    dimensions: Record<string, string>,
    values: Partial<Record<PairMetric | AutomaticMetric | ClusterMetric, number>>,
  ): void => {
    const metrics = new Metrics({ namespace: NAMESPACE });
    // The library adds a dimension with the name of the service, which no alarm asks for.
    metrics.clearDefaultDimensions();
    for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
    for (const [name, value] of Object.entries(values)) {
      metrics.addMetric(name, units[name as keyof typeof units].unit, value);
    }
    metrics.publishStoredMetrics();
  };
  write(deployment, pair);
  for (const cluster of CLUSTER_NAMES) write({ ...deployment, [DIMENSIONS.cluster]: cluster }, clusters[cluster]);
}
