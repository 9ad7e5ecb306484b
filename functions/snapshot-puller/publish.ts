import { Metrics } from '@aws-lambda-powertools/metrics';
import { DIMENSIONS, NAMESPACE } from '../watch/contract';
import { SNAPSHOT_METRICS, type SnapshotMetric } from './contract';

/** Writes the metrics to the log in CloudWatch's embedded metric format. */
export function publish(
  values: Partial<Record<SnapshotMetric, number>>,
  { environment, identifier }: { readonly environment: string; readonly identifier: string },
): void {
  const metrics = new Metrics({ namespace: NAMESPACE });
  // The library adds a dimension with the name of the service, which no alarm asks for.
  metrics.clearDefaultDimensions();
  metrics.addDimension(DIMENSIONS.environment, environment);
  metrics.addDimension(DIMENSIONS.identifier, identifier);
  for (const [name, value] of Object.entries(values)) {
    metrics.addMetric(name, SNAPSHOT_METRICS[name as SnapshotMetric].unit, value);
  }
  metrics.publishStoredMetrics();
}
