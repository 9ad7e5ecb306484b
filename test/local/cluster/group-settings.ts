import { list, number, only, text, type Attributes } from './attributes';

/** The synthesised resources that decide what a group does. */
export interface GroupResources {
  /** `aws_autoscaling_group`. */
  readonly group: Attributes;
  /** `aws_launch_template`. */
  readonly template: Attributes;
  /** `aws_autoscaling_lifecycle_hook`, if the hooks are not in the group. @default [] */
  readonly hooks?: readonly Attributes[];
}

export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';
export type HookResult = 'CONTINUE' | 'ABANDON';

export interface LifecycleHook {
  readonly name: string;
  readonly transition: Transition;
  /** Time after which the default result counts, unless there is a heartbeat. */
  readonly heartbeatSeconds: number;
  readonly defaultResult: HookResult;
}

export interface RefreshPreferences {
  readonly skipMatching: boolean;
  readonly autoRollback: boolean;
  readonly protectedInstances: 'Wait' | 'Refresh' | 'Ignore';
  readonly warmupSeconds: number;
  readonly minHealthyPercentage: number;
  readonly maxHealthyPercentage: number;
}

export interface GroupSettings {
  readonly name: string;
  readonly desired: number;
  readonly protectFromScaleIn: boolean;
  readonly graceSeconds: number;
  readonly minHealthyPercentage: number;
  readonly maxHealthyPercentage: number;
  readonly hooks: readonly LifecycleHook[];
  readonly refresh: RefreshPreferences;
  /** Tags that each instance gets. */
  readonly tags: Readonly<Record<string, string>>;
  /** Device names of the volumes. */
  readonly devices: readonly string[];
  readonly imageId: string;
}

/** Defaults of AWS, where the resources leave something out. */
export function groupSettings({ group, template, hooks = [] }: GroupResources): GroupSettings {
  if (number(group['desired_capacity'] ?? group['min_size'], 0) === 0)
    throw new Error('the group has no desired_capacity: give the synthesised aws_autoscaling_group');
  const policy = only(group['instance_maintenance_policy']);
  const minHealthyPercentage = number(policy['min_healthy_percentage'], 90);
  const maxHealthyPercentage = number(policy['max_healthy_percentage'], 100);
  const preferences = only(only(group['instance_refresh'])['preferences']);
  return {
    name: text(group['name'], 'group'),
    desired: number(group['desired_capacity'] ?? group['min_size'], 0),
    protectFromScaleIn: group['protect_from_scale_in'] === true,
    graceSeconds: number(group['health_check_grace_period'], 300),
    minHealthyPercentage,
    maxHealthyPercentage,
    hooks: [...list(group['initial_lifecycle_hook']), ...hooks].map(hookOf),
    refresh: {
      skipMatching: preferences['skip_matching'] === true,
      autoRollback: preferences['auto_rollback'] === true,
      protectedInstances: text(preferences['scale_in_protected_instances'], 'Ignore') as 'Ignore',
      warmupSeconds: number(preferences['instance_warmup'] ?? group['default_instance_warmup'], 0),
      minHealthyPercentage: number(preferences['min_healthy_percentage'], minHealthyPercentage),
      maxHealthyPercentage: number(preferences['max_healthy_percentage'], maxHealthyPercentage),
    },
    tags: { ...templateTags(template), ...groupTags(group) },
    devices: list(template['block_device_mappings']).map((mapping) => text(mapping['device_name'], '')),
    imageId: text(template['image_id'], 'ami-0'),
  };
}

const hookOf = (hook: Attributes): LifecycleHook => ({
  name: text(hook['name'], ''),
  transition: text(hook['lifecycle_transition'], '') as Transition,
  heartbeatSeconds: number(hook['heartbeat_timeout'], 3600),
  defaultResult: text(hook['default_result'], 'ABANDON') as HookResult,
});

const groupTags = (group: Attributes): Record<string, string> =>
  Object.fromEntries(
    list(group['tag'])
      .filter((tag) => tag['propagate_at_launch'] === true)
      .map((tag) => [text(tag['key'], ''), text(tag['value'], '')]),
  );

const templateTags = (template: Attributes): Record<string, string> =>
  Object.assign(
    {},
    ...list(template['tag_specifications'])
      .filter((specification) => specification['resource_type'] === 'instance')
      .map((specification) => specification['tags']),
  ) as Record<string, string>;
