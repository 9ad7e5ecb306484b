import type { AwsApi } from '../api';
import { ACCOUNT_ID } from '../ministack';
import type { Create } from './target';

const VERSION = '2010-08-01';

/** A list and a map as the query protocol writes them. */
const members = (name: string, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]));
const dimensions = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value], index) => [
      [`Dimensions.member.${index + 1}.Name`, name],
      [`Dimensions.member.${index + 1}.Value`, String(value)],
    ]),
  );

const call = (api: AwsApi, region: string, Action: string, parameters: Record<string, string>): Promise<string> =>
  api.query('monitoring', region, { Action, Version: VERSION, ...parameters });

/** The emulator takes all data of the last periods together, and knows neither dimensions nor missing data. */
const createMetricAlarm: Create = async ({ api }, attributes, region) => {
  const name = attributes.text('alarm_name');
  await call(api, region, 'PutMetricAlarm', {
    AlarmName: name,
    AlarmDescription: attributes.text('alarm_description'),
    Namespace: attributes.text('namespace'),
    MetricName: attributes.text('metric_name'),
    Statistic: attributes.text('statistic'),
    Period: String(attributes.number('period')),
    EvaluationPeriods: String(attributes.number('evaluation_periods')),
    DatapointsToAlarm: String(attributes.number('datapoints_to_alarm')),
    Threshold: String(attributes.number('threshold')),
    ComparisonOperator: attributes.text('comparison_operator'),
    TreatMissingData: attributes.text('treat_missing_data'),
    ...dimensions(attributes.block('dimensions')),
    ...members('AlarmActions', (attributes.optional('alarm_actions') as string[] | undefined) ?? []),
    ...members('OKActions', (attributes.optional('ok_actions') as string[] | undefined) ?? []),
  });
  return { alarm_name: name, arn: `arn:aws:cloudwatch:${region}:${ACCOUNT_ID}:alarm:${name}` };
};

const createCompositeAlarm: Create = async ({ api }, attributes, region) => {
  const name = attributes.text('alarm_name');
  attributes.ignore('actions_suppressor'); // the emulator has none
  await call(api, region, 'PutCompositeAlarm', {
    AlarmName: name,
    AlarmDescription: attributes.text('alarm_description'),
    AlarmRule: attributes.text('alarm_rule'),
    ...members('AlarmActions', attributes.texts('alarm_actions')),
    ...members('OKActions', attributes.texts('ok_actions')),
  });
  return { alarm_name: name };
};

const createDashboard: Create = async ({ api }, attributes, region) => {
  const name = attributes.text('dashboard_name');
  await call(api, region, 'PutDashboard', { DashboardName: name, DashboardBody: attributes.text('dashboard_body') });
  return {};
};

const createTopic: Create = async ({ api }, attributes, region) => {
  const name = attributes.text('name');
  attributes.ignore('kms_master_key_id');
  await api.query('sns', region, { Action: 'CreateTopic', Version: '2010-03-31', Name: name });
  return { arn: `arn:aws:sns:${region}:${ACCOUNT_ID}:${name}` };
};

const setTopicPolicy: Create = async ({ api }, attributes, region) => {
  await api.query('sns', region, {
    Action: 'SetTopicAttributes',
    Version: '2010-03-31',
    TopicArn: attributes.text('arn'),
    AttributeName: 'Policy',
    AttributeValue: attributes.text('policy'),
  });
  return {};
};

export const CLOUDWATCH: Readonly<Record<string, Create>> = {
  aws_cloudwatch_metric_alarm: createMetricAlarm,
  aws_cloudwatch_composite_alarm: createCompositeAlarm,
  aws_cloudwatch_dashboard: createDashboard,
  aws_sns_topic: createTopic,
  aws_sns_topic_policy: setTopicPolicy,
};
