import { Testing } from 'cdktf';
import { rolePolicies } from '../../../delivery/policies/render';
import { CONFIGS, ENVIRONMENTS } from '../../../live/environments';
import type { EnvironmentConfig } from '../../../live/shared/environment-config';
import { EnvironmentStack } from '../../../live/shared/environment-stack';
import { isAllowed, type Context } from './evaluate';

type Attributes = Readonly<Record<string, string>>;

/** What Terraform needs for a resource of one type. */
interface Needs {
  /** The end of the ARN, from the service on. */
  readonly arn: (attributes: Attributes) => string;
  /** One action that creates it, and one that reads it. */
  readonly create: string;
  readonly read: string;
  /** How AWS sees the request that creates it. */
  readonly context?: (config: EnvironmentConfig) => Context;
}

const LOCATED = 'eu-west-1:ACCOUNT';
const role = (name = ''): string => `iam::ACCOUNT:role/${name}`;
const lambda = (name = ''): string => `lambda:${LOCATED}:function:${name}`;
const tagged = ({ environment, identifier }: EnvironmentConfig): Context => ({
  'aws:RequestTag/environment': environment,
  'aws:RequestTag/identifier': identifier,
  'aws:ResourceTag/environment': environment,
  'aws:ResourceTag/identifier': identifier,
});

const NEEDS: Readonly<Record<string, Needs>> = {
  aws_cloudwatch_composite_alarm: {
    arn: ({ alarm_name }) => `cloudwatch:${LOCATED}:alarm:${alarm_name}`,
    create: 'cloudwatch:PutCompositeAlarm',
    read: 'cloudwatch:DescribeAlarms',
  },
  aws_cloudwatch_dashboard: {
    arn: ({ dashboard_name }) => `cloudwatch::ACCOUNT:dashboard/${dashboard_name}`,
    create: 'cloudwatch:PutDashboard',
    read: 'cloudwatch:GetDashboard',
  },
  aws_cloudwatch_event_rule: {
    arn: ({ name }) => `events:${LOCATED}:rule/${name}`,
    create: 'events:PutRule',
    read: 'events:DescribeRule',
  },
  aws_cloudwatch_event_target: {
    arn: ({ rule }) => `events:${LOCATED}:rule/${rule}`,
    create: 'events:PutTargets',
    read: 'events:ListTargetsByRule',
  },
  aws_cloudwatch_log_group: {
    arn: ({ name }) => `logs:${LOCATED}:log-group:${name}`,
    create: 'logs:CreateLogGroup',
    read: 'logs:DescribeLogGroups',
  },
  aws_cloudwatch_metric_alarm: {
    arn: ({ alarm_name }) => `cloudwatch:${LOCATED}:alarm:${alarm_name}`,
    create: 'cloudwatch:PutMetricAlarm',
    read: 'cloudwatch:DescribeAlarms',
  },
  aws_dynamodb_table: {
    arn: ({ name }) => `dynamodb:${LOCATED}:table/${name}`,
    create: 'dynamodb:CreateTable',
    read: 'dynamodb:DescribeTable',
  },
  aws_iam_role: { arn: ({ name }) => role(name), create: 'iam:CreateRole', read: 'iam:GetRole' },
  aws_iam_role_policy: { arn: ({ role: name }) => role(name), create: 'iam:PutRolePolicy', read: 'iam:GetRolePolicy' },
  aws_kms_alias: { arn: ({ name }) => `kms:${LOCATED}:${name}`, create: 'kms:CreateAlias', read: 'kms:ListAliases' },
  aws_kms_key: {
    arn: () => `kms:${LOCATED}:key/0a1b`,
    create: 'kms:CreateKey',
    read: 'kms:DescribeKey',
    context: tagged,
  },
  aws_lambda_function: {
    arn: ({ function_name }) => lambda(function_name),
    create: 'lambda:CreateFunction',
    read: 'lambda:GetFunction',
  },
  aws_lambda_function_event_invoke_config: {
    arn: ({ function_name }) => lambda(function_name),
    create: 'lambda:PutFunctionEventInvokeConfig',
    read: 'lambda:GetFunctionEventInvokeConfig',
  },
  aws_lambda_permission: {
    arn: ({ function_name }) => lambda(function_name),
    create: 'lambda:AddPermission',
    read: 'lambda:GetPolicy',
  },
  aws_route53_record: {
    arn: ({ zone_id }) => `route53:::hostedzone/${zone_id}`,
    create: 'route53:ChangeResourceRecordSets',
    read: 'route53:ListResourceRecordSets',
    context: ({ clientName }) => ({ 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [clientName] }),
  },
  aws_secretsmanager_secret: {
    arn: ({ name }) => `secretsmanager:${LOCATED}:secret:${name}-AbCdEf`,
    create: 'secretsmanager:CreateSecret',
    read: 'secretsmanager:DescribeSecret',
  },
  aws_sns_topic: {
    arn: ({ name }) => `sns:${LOCATED}:${name}`,
    create: 'sns:CreateTopic',
    read: 'sns:GetTopicAttributes',
  },
  aws_sns_topic_policy: {
    arn: ({ arn = '' }) => `sns:${LOCATED}:${arn}`,
    create: 'sns:SetTopicAttributes',
    read: 'sns:GetTopicAttributes',
  },
  aws_ssm_parameter: {
    arn: ({ name }) => `ssm:${LOCATED}:parameter${name}`,
    create: 'ssm:PutParameter',
    read: 'ssm:GetParameters',
  },
};

/** Attributes that name a resource. */
const NAMES = ['name', 'function_name', 'role_name', 'alarm_name', 'dashboard_name'];

interface Resource {
  readonly type: string;
  readonly attributes: Attributes;
}

/** The resources of AWS in the stack of an environment. A reference to another resource is its name. */
function resourcesOf(config: EnvironmentConfig): Resource[] {
  const { resource } = JSON.parse(Testing.synth(new EnvironmentStack(Testing.app(), config))) as {
    resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  };
  const nameOf = (type: string, id: string): string => {
    const attributes = resource[type]?.[id] ?? {};
    const name = NAMES.map((each) => attributes[each]).find((each) => typeof each === 'string');
    return name?.startsWith('${') ? resolve(name) : (name ?? '');
  };
  const resolve = (text: string): string => {
    const [, type = '', id = ''] = /^\$\{(\w+)\.([\w-]+)\.\w+\}$/.exec(text) ?? [];
    return type === '' ? text : nameOf(type, id);
  };
  return Object.entries(resource)
    .filter(([type]) => type.startsWith('aws_'))
    .flatMap(([type, all]) =>
      Object.values(all).map((given) => ({
        type,
        attributes: Object.fromEntries(
          Object.entries(given).flatMap(([key, value]) => (typeof value === 'string' ? [[key, resolve(value)]] : [])),
        ),
      })),
    );
}

describe.each(ENVIRONMENTS)('the roles of %s', (name) => {
  const config: EnvironmentConfig = {
    ...CONFIGS[name],
    witnessRegion: 'eu-north-1',
    otherHostedZoneIds: ['Z0PRIVATE'],
  };
  const resources = resourcesOf(config);
  const types = [...new Set(resources.map(({ type }) => type))].sort();

  it('are known for every type in the stack: a new type needs rights in delivery/policies', () => {
    expect(types.filter((type) => !(type in NEEDS))).toEqual([]);
  });

  it.each(types)('suffice for every %s: apply makes it, plan reads it and does not make it', (type) => {
    const needs = NEEDS[type];
    if (needs === undefined) throw new Error(`say in this test what ${type} needs`);
    const context = { 'aws:SecureTransport': 'true', ...needs.context?.(config) };
    for (const { attributes } of resources.filter((each) => each.type === type)) {
      const resource = `arn:aws:${needs.arn(attributes).replace('ACCOUNT', config.accountId)}`;
      const may = (access: 'plan' | 'apply', action: string): boolean =>
        isAllowed(Object.values(rolePolicies(config, access).policies), undefined, {
          action,
          resource,
          context,
          from: config.accountId,
          to: config.accountId,
        });
      expect({
        resource,
        applyMakes: may('apply', needs.create),
        applyReads: may('apply', needs.read),
        planReads: may('plan', needs.read),
        planMakes: may('plan', needs.create),
      }).toEqual({ resource, applyMakes: true, applyReads: true, planReads: true, planMakes: false });
    }
  });
});
