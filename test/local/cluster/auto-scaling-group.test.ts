import { until } from '../../helpers/until';
import { runAws } from './aws-cli';
import { AutoScalingGroup, type GroupOptions, type InstanceCallbacks } from './auto-scaling-group';
import type { Attributes } from './attributes';
import type { Instance } from './instance';

const LAUNCH = 'joined';
const TERMINATE = 'left';

/** As synthesised by the construct of the nodes. */
const GROUP: Attributes = {
  name: 'vault-test-home',
  desired_capacity: 3,
  min_size: 3,
  max_size: 3,
  health_check_type: 'EC2',
  health_check_grace_period: 0,
  instance_maintenance_policy: { min_healthy_percentage: 100, max_healthy_percentage: 120 },
  initial_lifecycle_hook: [
    {
      name: LAUNCH,
      lifecycle_transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
      heartbeat_timeout: 900,
      default_result: 'ABANDON',
    },
    {
      name: TERMINATE,
      lifecycle_transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      heartbeat_timeout: 900,
      default_result: 'CONTINUE',
    },
  ],
  instance_refresh: {
    strategy: 'Rolling',
    preferences: { skip_matching: true, auto_rollback: true, scale_in_protected_instances: 'Wait' },
  },
  tag: [{ key: 'VaultCluster', value: 'test-home', propagate_at_launch: true }],
};
const TEMPLATE: Attributes = {
  image_id: 'ami-1',
  block_device_mappings: [{ device_name: '/dev/xvdf', ebs: [{ encrypted: 'true' }] }],
};

jest.setTimeout(60_000); // the real CLI is slow on a busy machine

const groups: AutoScalingGroup[] = [];
afterEach(async () => {
  await Promise.all(groups.splice(0).map((group) => group.close()));
});

/** A group whose instances join as soon as they have booted, and leave as soon as they are told to. */
async function open(
  change: {
    readonly group?: Attributes;
    readonly start?: (instance: Instance, group: AutoScalingGroup) => void;
    readonly kill?: InstanceCallbacks['kill'];
    readonly leaves?: boolean;
  } & GroupOptions = {},
): Promise<AutoScalingGroup> {
  const group: AutoScalingGroup = new AutoScalingGroup(
    { group: { ...GROUP, ...change.group }, template: TEMPLATE },
    {
      start: (instance) =>
        change.start
          ? change.start(instance, group)
          : void group.completeLifecycleAction(instance.id, LAUNCH, 'CONTINUE'),
      kill: change.kill ?? (() => undefined),
    },
    change,
  );
  groups.push(group);
  await group.open();
  if (change.leaves ?? true) leaveWhenTold(group);
  return group;
}

/** Like the agent of a node, which asks its metadata. */
function leaveWhenTold(group: AutoScalingGroup): void {
  const timer = setInterval(() => {
    for (const { id, state } of group.instances())
      if (state === 'Terminating:Wait') group.completeLifecycleAction(id, TERMINATE, 'CONTINUE');
  }, 5);
  timer.unref();
}

const first = (group: AutoScalingGroup): Instance => {
  const [instance] = group.instances();
  if (!instance) throw new Error('the group has no instance');
  return instance;
};

/** After each event from `begun` on: how many instances are in service, and how many there are. */
function sizes(group: AutoScalingGroup, begun: number): { readonly inService: number; readonly all: number }[] {
  const states = new Map<string, string>();
  const after = group.events.map(({ id, state }) => {
    states.set(id, state);
    const living = [...states.values()].filter((each) => each !== 'Terminated');
    return { inService: living.filter((each) => each === 'InService').length, all: living.length };
  });
  return after.slice(begun);
}

describe('a group', () => {
  it('launches as many instances as desired, each with an address and a zone of its own', async () => {
    const group = await open();
    await group.settled();
    expect(new Set(group.instances().map(({ privateIp }) => privateIp)).size).toBe(3);
    expect(new Set(group.instances().map(({ zone }) => zone)).size).toBe(3);
  });

  it('keeps an instance out of service until its launch hook is complete', async () => {
    const group = await open({ start: () => undefined });
    await until(() => group.instances().length === 3);
    expect(group.instances().map(({ state }) => state)).toEqual(Array(3).fill('Pending:Wait'));
    for (const { id } of group.instances()) group.completeLifecycleAction(id, LAUNCH, 'CONTINUE');
    await group.settled();
  });

  it('ends an instance whose hook times out, and launches another one', async () => {
    const group = await open({
      secondMs: 0.05,
      start: (instance, self) => {
        if (self.allInstances().length > 3) self.completeLifecycleAction(instance.id, LAUNCH, 'CONTINUE');
      },
    });
    await group.settled();
    expect(group.allInstances().filter(({ state }) => state === 'Terminated')).toHaveLength(3);
  });

  it('waits longer after a heartbeat', async () => {
    const group = await open({ secondMs: 1, start: () => undefined });
    await until(() => group.instances().length === 3);
    const { id } = first(group);
    const heart = setInterval(() => group.recordHeartbeat(id, LAUNCH), 50);
    await until(() => group.allInstances().filter(({ state }) => state === 'Terminated').length >= 2);
    clearInterval(heart);
    expect(group.instances().map((each) => each.id)).toContain(id);
  });

  it('launches before it ends an unhealthy instance', async () => {
    const group = await open();
    await group.settled();
    const begun = group.events.length;
    group.reportUnhealthy(first(group).id);
    await until(() => group.events.some(({ state }) => state === 'Terminated'));
    expect(Math.min(...sizes(group, begun).map(({ inService }) => inService))).toBe(3);
  });

  it('ignores an unhealthy instance in its grace period', async () => {
    const group = await open({ group: { health_check_grace_period: 3600 } });
    await group.settled();
    expect(group.reportUnhealthy(first(group).id)).toBe(false);
  });

  it('tells an instance that it has to go', async () => {
    const group = await open({ leaves: false });
    await group.settled();
    const { id } = first(group);
    expect(group.targetLifecycleState(id)).toBe('InService');
    const terminated = group.terminate(id);
    expect(group.targetLifecycleState(id)).toBe('Terminated');
    await until(() => group.completeLifecycleAction(id, TERMINATE, 'CONTINUE'));
    await terminated;
  });

  it('replaces an instance that is lost at once', async () => {
    const killed: string[] = [];
    const group = await open({ kill: ({ id }) => void killed.push(id) });
    await group.settled();
    const { id } = first(group);
    await group.lose(id);
    await group.settled();
    expect(killed).toEqual([id]);
  });
});

describe('an instance refresh', () => {
  it('replaces all, never has fewer in service than desired, and never more than one too many', async () => {
    const group = await open();
    await group.settled();
    const begun = group.events.length;
    await expect(group.refresh('2')).resolves.toBe('Successful');
    expect(group.instances().map(({ version }) => version)).toEqual(['2', '2', '2']);
    const during = sizes(group, begun);
    expect(Math.min(...during.map(({ inService }) => inService))).toBe(3);
    expect(Math.max(...during.map(({ all }) => all))).toBe(4);
  });

  it('skips instances of the right version', async () => {
    const group = await open();
    await group.settled();
    const before = group.instances().map(({ id }) => id);
    await expect(group.refresh('1')).resolves.toBe('Successful');
    expect(group.instances().map(({ id }) => id)).toEqual(before);
  });

  it('takes a protected instance last, once its protection ends', async () => {
    const group = await open();
    await group.settled();
    const { id } = first(group);
    group.protect(id, true);
    const refreshed = group.refresh('2');
    await until(() => group.instances().filter(({ version }) => version === '1').length === 1);
    expect(group.instances().map((each) => each.id)).toContain(id);
    group.protect(id, false);
    await expect(refreshed).resolves.toBe('Successful');
  });

  it('brings the former version back if the new one does not start', async () => {
    const group = await open({
      start: ({ id, version }, self) =>
        void self.completeLifecycleAction(id, LAUNCH, version === '2' ? 'ABANDON' : 'CONTINUE'),
    });
    await group.settled();
    await expect(group.refresh('2')).resolves.toBe('RollbackSuccessful');
    expect(group.instances().map(({ version }) => version)).toEqual(['1', '1', '1']);
  });
});

describe('the real aws CLI', () => {
  interface Described {
    readonly Reservations: readonly {
      readonly Instances: readonly {
        readonly InstanceId: string;
        readonly PrivateIpAddress: string;
        readonly BlockDeviceMappings: readonly { readonly DeviceName: string }[];
        readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
      }[];
    }[];
  }
  const described = async (group: AutoScalingGroup, ...args: readonly string[]): Promise<readonly string[]> => {
    const { Reservations } = (await runAws(group.url, 'ec2', 'describe-instances', ...args)) as Described;
    return Reservations.flatMap(({ Instances }) => Instances.map(({ PrivateIpAddress }) => PrivateIpAddress));
  };

  it('finds the running instances of a tag, and no others', async () => {
    const group = await open();
    await group.settled();
    await group.lose(first(group).id);
    await expect(
      described(
        group,
        '--filters',
        'Name=tag:VaultCluster,Values=test-home',
        'Name=instance-state-name,Values=running',
      ),
    ).resolves.toEqual(group.instances().map(({ privateIp }) => privateIp));
    await expect(described(group, '--filters', 'Name=tag:VaultCluster,Values=other')).resolves.toEqual([]);
  });

  it('finds the volumes and the tags of an instance', async () => {
    const group = await open();
    await group.settled();
    const answer = await runAws(group.url, 'ec2', 'describe-instances', '--instance-ids', first(group).id);
    expect((answer as Described).Reservations[0]?.Instances[0]).toMatchObject({
      BlockDeviceMappings: [{ DeviceName: '/dev/xvdf' }],
      Tags: expect.arrayContaining([{ Key: 'aws:autoscaling:groupName', Value: 'vault-test-home' }]) as unknown,
    });
  });

  it('sees the states of the group and of its instances', async () => {
    const group = await open();
    await group.settled();
    const { id } = first(group);
    await expect(runAws(group.url, 'autoscaling', 'describe-auto-scaling-groups')).resolves.toMatchObject({
      AutoScalingGroups: [{ DesiredCapacity: 3, Instances: [{ InstanceId: id, LifecycleState: 'InService' }, {}, {}] }],
    });
    await expect(
      runAws(group.url, 'autoscaling', 'describe-auto-scaling-instances', '--instance-ids', id),
    ).resolves.toMatchObject({ AutoScalingInstances: [{ InstanceId: id, HealthStatus: 'HEALTHY' }] });
  });

  it('completes a hook, once', async () => {
    const group = await open({ start: () => undefined });
    await until(() => group.instances().length === 3);
    const { id } = first(group);
    const hook = ['--auto-scaling-group-name', 'vault-test-home', '--lifecycle-hook-name', LAUNCH, '--instance-id', id];
    await runAws(group.url, 'autoscaling', 'record-lifecycle-action-heartbeat', ...hook);
    const complete = ['complete-lifecycle-action', ...hook, '--lifecycle-action-result', 'CONTINUE'];
    await runAws(group.url, 'autoscaling', ...complete);
    await until(() => first(group).state === 'InService');
    await expect(runAws(group.url, 'autoscaling', ...complete)).rejects.toThrow('No active Lifecycle Action found');
  });

  it('protects an instance, and reports it as unhealthy', async () => {
    const group = await open();
    await group.settled();
    const { id } = first(group);
    const of = ['--auto-scaling-group-name', 'vault-test-home', '--instance-ids', id];
    await runAws(group.url, 'autoscaling', 'set-instance-protection', ...of, '--protected-from-scale-in');
    expect(first(group).protectedFromScaleIn).toBe(true);
    const unhealthy = ['--instance-id', id, '--health-status', 'Unhealthy'];
    await runAws(group.url, 'autoscaling', 'set-instance-health', ...unhealthy);
    await until(() => !group.instances().some((each) => each.id === id));
  });

  it('is told what it asks wrongly', async () => {
    const group = await open();
    await expect(described(group, '--filters', 'Name=colour,Values=red')).rejects.toThrow("'colour' is invalid");
    await expect(described(group, '--instance-ids', 'i-0')).rejects.toThrow('does not exist');
  });
});
