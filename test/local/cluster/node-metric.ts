import { AwsApi } from '../aws/api';

const HOUR_MS = 3_600_000;

/** What the nodes wrote to CloudWatch within the last hour. */
export async function nodeMetric(
  endpoint: string,
  name: 'FailureTolerance' | 'NodesWithoutLeader',
  statistic: 'Maximum' | 'Minimum',
): Promise<number | undefined> {
  const xml = await new AwsApi(endpoint).query('monitoring', 'eu-west-1', {
    Action: 'GetMetricStatistics',
    Version: '2010-08-01',
    Namespace: 'VaultCluster',
    MetricName: name,
    'Dimensions.member.1.Name': 'AutoScalingGroupName',
    'Dimensions.member.1.Value': 'vault-test-home',
    StartTime: new Date(Date.now() - HOUR_MS).toISOString(),
    EndTime: new Date(Date.now() + HOUR_MS).toISOString(),
    Period: '7200',
    'Statistics.member.1': statistic,
  });
  const values = [...xml.matchAll(new RegExp(`<${statistic}>([^<]+)<`, 'g'))].map(([, value]) => Number(value));
  return values.length === 0 ? undefined : Math[statistic === 'Maximum' ? 'max' : 'min'](...values);
}
