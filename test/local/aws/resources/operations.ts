import { randomUUID } from 'node:crypto';
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  Route53Client,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Attributes } from '../attributes';
import { ACCOUNT_ID, ROOT_CREDENTIALS } from '../ministack';
import type { Create } from './target';

const createLogGroup: Create = async ({ api, grants }, attributes, region) => {
  const key = attributes.text('kms_key_id');
  const logGroupName = attributes.text('name');
  const arn = `arn:aws:logs:${region}:${ACCOUNT_ID}:log-group:${logGroupName}`;
  if (!grants.mayEncryptLogs(key, region, arn)) {
    throw new Error(`${attributes.address}: the policy of ${key} does not let CloudWatch Logs use it for ${arn}`);
  }
  await api.json('logs', region, 'Logs_20140328.CreateLogGroup', { logGroupName });
  const retentionInDays = attributes.number('retention_in_days');
  await api.json('logs', region, 'Logs_20140328.PutRetentionPolicy', { logGroupName, retentionInDays });
  return { name: logGroupName, arn };
};

const createRule: Create = async ({ api }, attributes, region) => {
  const Name = attributes.text('name');
  const answer = await api.json('events', region, 'AWSEvents.PutRule', {
    Name,
    Description: attributes.text('description'),
    ScheduleExpression: shortened(attributes.text('schedule_expression')),
  });
  return { name: Name, arn: String(answer['RuleArn']) };
};

/** Every rate becomes the shortest of EventBridge, so that a test sees a schedule run within a minute. */
const shortened = (expression: string): string => expression.replace(/^rate\(\d+ minutes?\)$/, 'rate(1 minute)');

function retryPolicyOf(attributes: Attributes): object | undefined {
  const policy = attributes.optional('retry_policy') as Record<string, number> | undefined;
  return (
    policy && {
      MaximumRetryAttempts: policy['maximum_retry_attempts'],
      MaximumEventAgeInSeconds: policy['maximum_event_age_in_seconds'],
    }
  );
}

const createTarget: Create = async ({ api }, attributes, region) => {
  await api.json('events', region, 'AWSEvents.PutTargets', {
    Rule: attributes.text('rule'),
    Targets: [
      {
        Id: attributes.text('target_id'),
        Arn: attributes.text('arn'),
        RoleArn: attributes.optional('role_arn'),
        RetryPolicy: retryPolicyOf(attributes),
      },
    ],
  });
  return {};
};

const createRecord: Create = async ({ endpoint }, attributes, region) => {
  const alias = attributes.optional('alias') as { name: string; zone_id: string } | undefined;
  const weight = (attributes.block('weighted_routing_policy') as { weight?: number }).weight;
  const healthCheck = attributes.optional('health_check_id') as string | undefined;
  const record: ResourceRecordSet = {
    Name: attributes.text('name'),
    Type: attributes.text('type') as 'CNAME' | 'A',
    SetIdentifier: attributes.optional('set_identifier') as string | undefined,
    Weight: weight,
    ...(healthCheck !== undefined && { HealthCheckId: healthCheck }),
    ...(alias
      ? { AliasTarget: { DNSName: alias.name, HostedZoneId: alias.zone_id, EvaluateTargetHealth: false } }
      : {
          TTL: attributes.number('ttl'),
          ResourceRecords: attributes.texts('records').map((Value) => ({ Value })),
        }),
  };
  const client = new Route53Client({ region, endpoint, credentials: ROOT_CREDENTIALS });
  await client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: attributes.text('zone_id'),
      ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet: record }] },
    }),
  );
  client.destroy();
  return {};
};

/** The emulator stores it; the name server of the local world gives it an effect. */
const createHealthCheck: Create = async ({ endpoint }, attributes, region) => {
  const client = new Route53Client({ region, endpoint, credentials: ROOT_CREDENTIALS });
  const { HealthCheck } = await client.send(
    new CreateHealthCheckCommand({
      CallerReference: randomUUID(),
      HealthCheckConfig: {
        Type: attributes.text('type') as 'CLOUDWATCH_METRIC',
        AlarmIdentifier: {
          Name: attributes.text('cloudwatch_alarm_name'),
          Region: attributes.text('cloudwatch_alarm_region') as 'eu-west-1',
        },
        InsufficientDataHealthStatus: attributes.text('insufficient_data_health_status') as 'Unhealthy',
      },
    }),
  );
  client.destroy();
  return { id: HealthCheck?.Id ?? '' };
};

export const OPERATIONS: Readonly<Record<string, Create>> = {
  aws_cloudwatch_log_group: createLogGroup,
  aws_cloudwatch_event_rule: createRule,
  aws_cloudwatch_event_target: createTarget,
  aws_route53_record: createRecord,
  aws_route53_health_check: createHealthCheck,
};
