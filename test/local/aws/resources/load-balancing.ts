import { queryParameters, type QueryValue } from '../query-parameters';
import type { Create, Target } from './target';

const VERSION = '2015-12-01';

const call = (
  { api }: Target,
  region: string,
  Action: string,
  values: Readonly<Record<string, QueryValue | undefined>>,
): Promise<string> =>
  api.query('elasticloadbalancing', region, { Action, Version: VERSION, ...queryParameters(values) });

const textIn = (xml: string, element: string): string =>
  new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1] ?? '';

const setAttributes = (values: Readonly<Record<string, unknown>>): QueryValue =>
  Object.entries(values).map(([Key, value]) => ({ Key, Value: String(value) }));

const createLoadBalancer: Create = async (target, attributes, region) => {
  const xml = await call(target, region, 'CreateLoadBalancer', {
    Name: attributes.text('name'),
    Type: attributes.text('load_balancer_type'),
    Scheme: attributes.optional('internal') === true ? 'internal' : 'internet-facing',
    Subnets: attributes.texts('subnets'),
    SecurityGroups: attributes.texts('security_groups'),
  });
  const arn = textIn(xml, 'LoadBalancerArn');
  await call(target, region, 'ModifyLoadBalancerAttributes', {
    LoadBalancerArn: arn,
    Attributes: setAttributes({
      'load_balancing.cross_zone.enabled': attributes.optional('enable_cross_zone_load_balancing'),
      'deletion_protection.enabled': attributes.optional('enable_deletion_protection'),
    }),
  });
  return { arn, id: arn, dns_name: textIn(xml, 'DNSName'), zone_id: textIn(xml, 'CanonicalHostedZoneId') };
};

const createTargetGroup: Create = async (target, attributes, region) => {
  const check = attributes.block('health_check') as Record<string, string | number | boolean>;
  const xml = await call(target, region, 'CreateTargetGroup', {
    Name: attributes.text('name'),
    VpcId: attributes.text('vpc_id'),
    TargetType: attributes.text('target_type'),
    Protocol: attributes.text('protocol'),
    Port: attributes.number('port'),
    HealthCheckEnabled: check['enabled'],
    HealthCheckProtocol: check['protocol'],
    HealthCheckPort: check['port'],
    HealthCheckPath: check['path'],
    HealthCheckIntervalSeconds: check['interval'],
    HealthCheckTimeoutSeconds: check['timeout'],
    HealthyThresholdCount: check['healthy_threshold'],
    UnhealthyThresholdCount: check['unhealthy_threshold'],
    Matcher: { HttpCode: check['matcher'] },
  });
  const arn = textIn(xml, 'TargetGroupArn');
  const [health] = attributes.optional('target_health_state') as { enable_unhealthy_connection_termination: boolean }[];
  await call(target, region, 'ModifyTargetGroupAttributes', {
    TargetGroupArn: arn,
    Attributes: setAttributes({
      'preserve_client_ip.enabled': attributes.text('preserve_client_ip'),
      'deregistration_delay.timeout_seconds': attributes.text('deregistration_delay'),
      'deregistration_delay.connection_termination.enabled': attributes.optional('connection_termination'),
      'target_health_state.unhealthy.connection_termination.enabled': health?.enable_unhealthy_connection_termination,
    }),
  });
  return { arn };
};

const createListener: Create = async (target, attributes, region) => {
  const actions = attributes.optional('default_action') as { type: string; target_group_arn: string }[];
  const xml = await call(target, region, 'CreateListener', {
    LoadBalancerArn: attributes.text('load_balancer_arn'),
    Port: attributes.number('port'),
    Protocol: attributes.text('protocol'),
    DefaultActions: actions.map(({ type, target_group_arn: TargetGroupArn }) => ({ Type: type, TargetGroupArn })),
  });
  return { arn: textIn(xml, 'ListenerArn') };
};

export const LOAD_BALANCING: Readonly<Record<string, Create>> = {
  aws_lb: createLoadBalancer,
  aws_lb_target_group: createTargetGroup,
  aws_lb_listener: createListener,
};
