import { queryParameters, type QueryValue } from '../query-parameters';
import type { Create, Target } from './target';

const VERSION = '2011-01-01';

const call = (
  { api }: Target,
  region: string,
  Action: string,
  values: Readonly<Record<string, QueryValue | undefined>>,
): Promise<string> => api.query('autoscaling', region, { Action, Version: VERSION, ...queryParameters(values) });

interface Hook {
  readonly name: string;
  readonly lifecycle_transition: string;
  readonly heartbeat_timeout: number;
  readonly default_result: string;
}

/** Terraform begins an instance refresh at a change, and not when it makes the group. */
const createGroup: Create = async (target, attributes, region) => {
  attributes.ignore('instance_refresh', 'wait_for_capacity_timeout', 'enabled_metrics', 'tag');
  const name = attributes.text('name');
  const template = attributes.block('launch_template') as { id: string; version: string };
  const policy = attributes.block('instance_maintenance_policy') as Record<string, number>;
  await call(target, region, 'CreateAutoScalingGroup', {
    AutoScalingGroupName: name,
    MinSize: attributes.number('min_size'),
    MaxSize: attributes.number('max_size'),
    DesiredCapacity: attributes.number('desired_capacity'),
    DefaultInstanceWarmup: attributes.number('default_instance_warmup'),
    HealthCheckType: attributes.text('health_check_type'),
    VPCZoneIdentifier: attributes.texts('vpc_zone_identifier').join(','),
    TargetGroupARNs: attributes.texts('target_group_arns'),
    LaunchTemplate: { LaunchTemplateId: template.id, Version: template.version },
    InstanceMaintenancePolicy: {
      MinHealthyPercentage: policy['min_healthy_percentage'],
      MaxHealthyPercentage: policy['max_healthy_percentage'],
    },
  });
  // The emulator does not take the hooks with the group.
  for (const hook of attributes.optional('initial_lifecycle_hook') as Hook[]) await putHook(target, region, name, hook);
  return { name };
};

async function putHook(target: Target, region: string, AutoScalingGroupName: string, hook: Hook): Promise<void> {
  await call(target, region, 'PutLifecycleHook', {
    AutoScalingGroupName,
    LifecycleHookName: hook.name,
    LifecycleTransition: hook.lifecycle_transition,
    HeartbeatTimeout: hook.heartbeat_timeout,
    DefaultResult: hook.default_result,
  });
}

export const AUTOSCALING: Readonly<Record<string, Create>> = { aws_autoscaling_group: createGroup };
