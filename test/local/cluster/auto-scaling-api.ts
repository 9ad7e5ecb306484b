import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AutoScalingGroup } from './auto-scaling-group';
import type { HookResult } from './group-settings';
import type { Instance } from './instance';
import { toXml, type Xml } from './xml';

/** A refusal of AWS. */
class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

type Parameters = Readonly<Record<string, string>>;
type Answer = (group: AutoScalingGroup, parameters: Parameters) => Xml;

const AUTO_SCALING: Readonly<Record<string, Answer>> = {
  DescribeAutoScalingGroups: (group, parameters) => {
    const names = listOf(parameters, 'AutoScalingGroupNames.member');
    return { AutoScalingGroups: names.length === 0 || names.includes(group.settings.name) ? [described(group)] : [] };
  },
  DescribeAutoScalingInstances: (group, parameters) => {
    const ids = listOf(parameters, 'InstanceIds.member');
    const chosen = group.instances().filter(({ id }) => ids.length === 0 || ids.includes(id));
    return {
      AutoScalingInstances: chosen.map((each) => ({
        ...inGroup(each),
        AutoScalingGroupName: group.settings.name,
        HealthStatus: each.health.toUpperCase(),
      })),
    };
  },
  CompleteLifecycleAction: (group, parameters) => {
    const { InstanceId: id = '', LifecycleHookName: hook = '', LifecycleActionResult: result = '' } = parameters;
    ofGroup(group, parameters);
    if (result !== 'CONTINUE' && result !== 'ABANDON')
      throw new Refusal('ValidationError', 'LifecycleActionResult has to be CONTINUE or ABANDON');
    if (!group.completeLifecycleAction(id, hook, result satisfies HookResult)) throw noAction(id);
    return {};
  },
  RecordLifecycleActionHeartbeat: (group, parameters) => {
    const { InstanceId: id = '', LifecycleHookName: hook = '' } = parameters;
    ofGroup(group, parameters);
    if (!group.recordHeartbeat(id, hook)) throw noAction(id);
    return {};
  },
  SetInstanceProtection: (group, parameters) => {
    ofGroup(group, parameters);
    const ids = listOf(parameters, 'InstanceIds.member');
    for (const id of ids) {
      if (inService(group, id).state !== 'InService')
        throw new Refusal('ValidationError', `The instance ${id} is not in InService.`);
    }
    for (const id of ids) group.protect(id, parameters['ProtectedFromScaleIn'] === 'true');
    return {};
  },
  SetInstanceHealth: (group, parameters) => {
    const { InstanceId: id = '', HealthStatus: status, ShouldRespectGracePeriod: respect } = parameters;
    inService(group, id);
    if (status === 'Unhealthy') group.reportUnhealthy(id, respect !== 'false');
    return {};
  },
  TerminateInstanceInAutoScalingGroup: (group, { InstanceId: id = '' }) => {
    inService(group, id);
    void group.terminate(id);
    return {};
  },
};

const EC2: Readonly<Record<string, Answer>> = {
  DescribeInstances: (group, parameters) => {
    const ids = listOf(parameters, 'InstanceId');
    const unknown = ids.find((id) => !group.allInstances().some((each) => each.id === id));
    if (unknown !== undefined)
      throw new Refusal('InvalidInstanceID.NotFound', `The instance ID '${unknown}' does not exist`);
    const filters = filtersOf(parameters);
    const chosen = group.allInstances().filter((each) => ids.length === 0 || ids.includes(each.id));
    return {
      reservationSet: chosen
        .filter((each) => filters.every(({ name, values }) => matches(each, name, values)))
        .map((each) => ({
          reservationId: `r-${each.id.slice(2)}`,
          ownerId: '111111111111',
          instancesSet: [ec2Instance(each, group.settings.imageId)],
        })),
    };
  },
};

/** Answers one call of EC2 or Auto Scaling, as the `aws` CLI and the SDKs send it. */
export function answerQuery(group: AutoScalingGroup, request: IncomingMessage, response: ServerResponse): void {
  void text(request).then((body) => {
    const parameters = Object.fromEntries(new URLSearchParams(body));
    const { Action: action = '' } = parameters;
    const isEc2 = action in EC2;
    response.setHeader('content-type', 'text/xml');
    try {
      const answer = EC2[action] ?? AUTO_SCALING[action];
      if (!answer) throw new Refusal('InvalidAction', `The action ${action} is not valid for this web service.`);
      // The signature is not checked, but a caller without credentials has to notice.
      if (!(request.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 '))
        throw new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
      group.calls.push(`${isEc2 ? 'ec2' : 'autoscaling'}:${action}`);
      response.end(
        isEc2 ? ec2Answer(action, answer(group, parameters)) : queryAnswer(action, answer(group, parameters)),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.statusCode = error.status;
      response.end(isEc2 ? ec2Error(error) : queryError(error));
    }
  });
}

const ec2Answer = (action: string, answer: Xml): string =>
  `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${randomUUID()}</requestId>${toXml(answer, 'item')}</${action}Response>`;
const queryAnswer = (action: string, answer: Xml): string =>
  `<${action}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><${action}Result>${toXml(answer, 'member')}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;
const ec2Error = ({ code, message }: Refusal): string =>
  `<Response>${toXml({ Errors: { Error: { Code: code, Message: message } }, RequestID: randomUUID() }, 'item')}</Response>`;
const queryError = ({ code, message }: Refusal): string =>
  `<ErrorResponse>${toXml({ Error: { Type: 'Sender', Code: code, Message: message }, RequestId: randomUUID() }, 'member')}</ErrorResponse>`;

const noAction = (id: string): Refusal =>
  new Refusal('ValidationError', `No active Lifecycle Action found with instance ID ${id}`);

function ofGroup({ settings }: AutoScalingGroup, { AutoScalingGroupName: name = '' }: Parameters): void {
  if (name !== settings.name)
    throw new Refusal('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
}

function inService(group: AutoScalingGroup, id: string): Instance {
  const instance = group.instances().find((each) => each.id === id);
  if (!instance)
    throw new Refusal('ValidationError', `Instance Id not found - No managed instance found for instance ID: ${id}`);
  return instance;
}

const described = (group: AutoScalingGroup): Xml => ({
  AutoScalingGroupName: group.settings.name,
  MinSize: group.settings.desired,
  MaxSize: group.settings.desired,
  DesiredCapacity: group.settings.desired,
  DefaultCooldown: 300,
  HealthCheckType: 'EC2',
  HealthCheckGracePeriod: group.settings.graceSeconds,
  NewInstancesProtectedFromScaleIn: group.settings.protectFromScaleIn,
  CreatedTime: '2026-01-01T00:00:00Z',
  LaunchTemplate: { LaunchTemplateId: 'lt-0', Version: group.version },
  AvailabilityZones: [...new Set(group.instances().map(({ zone }) => zone))],
  Instances: group.instances().map((each) => ({ ...inGroup(each), HealthStatus: each.health })),
  Tags: Object.entries(group.settings.tags).map(([Key, Value]) => ({
    Key,
    Value,
    ResourceId: group.settings.name,
    ResourceType: 'auto-scaling-group',
    PropagateAtLaunch: true,
  })),
});

const inGroup = ({ id, zone, state, version, protectedFromScaleIn }: Instance) => ({
  InstanceId: id,
  AvailabilityZone: zone,
  LifecycleState: state,
  LaunchTemplate: { LaunchTemplateId: 'lt-0', Version: version },
  ProtectedFromScaleIn: protectedFromScaleIn,
});

const ec2Instance = (instance: Instance, imageId: string): Xml => ({
  instanceId: instance.id,
  imageId,
  instanceState: ec2State(instance),
  privateIpAddress: instance.privateIp,
  privateDnsName: `ip-${instance.privateIp.replace(/\./g, '-')}.ec2.internal`,
  launchTime: instance.launchedAt.toISOString(),
  placement: { availabilityZone: instance.zone },
  blockDeviceMapping: instance.volumes.map(({ device, id }) => ({
    deviceName: device,
    ebs: { volumeId: id, status: 'attached', deleteOnTermination: true },
  })),
  tagSet: Object.entries(instance.tags).map(([key, value]) => ({ key, value })),
});

const ec2State = ({ state }: Instance): { readonly code: number; readonly name: string } =>
  state === 'Terminated' ? { code: 48, name: 'terminated' } : { code: 16, name: 'running' };

function matches(instance: Instance, name: string, values: readonly string[]): boolean {
  if (name.startsWith('tag:')) return values.includes(instance.tags[name.slice(4)] ?? '\0');
  switch (name) {
    case 'instance-state-name':
      return values.includes(ec2State(instance).name);
    case 'instance-id':
      return values.includes(instance.id);
    case 'private-ip-address':
      return values.includes(instance.privateIp);
    case 'availability-zone':
      return values.includes(instance.zone);
    case 'tag-key':
      return Object.keys(instance.tags).some((key) => values.includes(key));
    default:
      throw new Refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
}

/** `Name.1`, `Name.2`, … */
const listOf = (parameters: Parameters, name: string): string[] =>
  Object.entries(parameters).flatMap(([key, value]) => (new RegExp(`^${name}\\.\\d+$`).test(key) ? [value] : []));

const filtersOf = (parameters: Parameters): { readonly name: string; readonly values: readonly string[] }[] =>
  Object.entries(parameters).flatMap(([key, name]) => {
    const index = /^Filter\.(\d+)\.Name$/.exec(key)?.[1];
    return index === undefined ? [] : [{ name, values: listOf(parameters, `Filter\\.${index}\\.Value`) }];
  });
