import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

/** Whether the health check of a record is healthy. Only asked for a record that has one. */
export type IsHealthy = (healthCheckId: string) => boolean;

/**
 * Picks the record of one name and type that Route 53 would answer with.
 *
 * A record without a health check counts as healthy. The healthy records with a weight come first, then the healthy ones
 * without. If no record is healthy, all count as healthy.
 *
 * @param random from 0 (included) to 1 (excluded)
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html
 */
export function chooseRecord(
  records: readonly ResourceRecordSet[],
  isHealthy: IsHealthy,
  random = Math.random(),
): ResourceRecordSet | undefined {
  const healthy = records.filter(({ HealthCheckId }) => HealthCheckId === undefined || isHealthy(HealthCheckId));
  return chooseByWeight(healthy.length > 0 ? healthy : records, random);
}

/** By weight, or with equal chances when every weight is 0. */
function chooseByWeight(records: readonly ResourceRecordSet[], random: number): ResourceRecordSet | undefined {
  const total = records.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
  if (total === 0) return records[Math.floor(random * records.length)];
  let left = random * total;
  return records.find(({ Weight = 0 }) => (left -= Weight) < 0);
}
