import { AutoscalingGroup, type AutoscalingGroupConfig } from '@cdktf/provider-aws/lib/autoscaling-group';
import { DataAwsAmi } from '@cdktf/provider-aws/lib/data-aws-ami';
import { LaunchTemplate, type LaunchTemplateBlockDeviceMappings } from '@cdktf/provider-aws/lib/launch-template';
import { Fn, TerraformLocal, Token, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';

/** Sizes of the volumes of a node, GiB. */
export interface NodeVolumes {
  /** The volume of the operating system. @default 20 */
  readonly rootGiB?: number;
  /** The volume of integrated storage. @default 50 */
  readonly dataGiB?: number;
  /** The volume of the first audit device. @default 20 */
  readonly auditGiB?: number;
}

/** Props of `NodeGroup`. */
export interface NodeGroupProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** Number of nodes. */
  readonly nodes: number;
  /** Subnets of the nodes. */
  readonly subnetIds: readonly string[];
  /** What a plan has to find true of them, and what it says otherwise. @default [] */
  readonly preconditions?: readonly { readonly condition: unknown; readonly errorMessage: string }[];
  /** Id of the image. */
  readonly imageId: string;
  /** Type of the instances, e.g. `m7i.large`. */
  readonly instanceType: string;
  /** ARN of the instance profile. */
  readonly instanceProfileArn: string;
  /** Security groups of the nodes. */
  readonly securityGroupIds: readonly string[];
  /** User data, as `terraformText` gives it: Terraform fills in what is known only at the apply. */
  readonly userData: string;
  /** Sizes of the volumes. @default - see `NodeVolumes` */
  readonly volumes?: NodeVolumes;
  /** Whether a node has a volume for data, as integrated storage needs it. */
  readonly hasData: boolean;
  /** The EC2 tag that all nodes of the cluster have, and only they. */
  readonly joinTag: { readonly key: string; readonly value: string };
  /** Target groups of the load balancer. */
  readonly targetGroupArns: readonly string[];
  /** Alarms that stop a roll. @default [] */
  readonly alarmNames?: readonly string[];
  /** Whether Terraform refuses to delete the group, which ends all nodes at once. @default true */
  readonly deletionProtection?: boolean;
}

/** Device names of the volumes. */
export const NODE_DEVICES = { data: '/dev/sdf', audit: '/dev/sdg' } as const;
/** Names of the lifecycle hooks. */
export const NODE_HOOKS = { launch: 'join', terminate: 'leave' } as const;
/** For how long a node may take to join, seconds. AWS then ends it. */
const LAUNCH_SECONDS = 1_800;
/** For how long a node may take to leave, seconds. AWS then ends it anyway. */
const TERMINATE_SECONDS = 600;
/** The launch hook has waited for a healthy voter already. */
const WARM_UP_SECONDS = 60;

/** Name of the Auto Scaling group, of its launch template and of the value of the join tag. */
export const nodeGroupName = (deployment: DeploymentName): string => nameOf('vault', deployment);

/**
 * The nodes of a cluster: an Auto Scaling group of a fixed size and its launch template. A change of the image, the
 * version or the configuration rolls the group: AWS begins a node, waits until it is a healthy voter, and only then ends
 * an old one. The health of the load balancer ends no node.
 */
export class NodeGroup extends Construct {
  /** Name of the Auto Scaling group. */
  readonly groupName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NodeGroupProps,
  ) {
    super(scope, id);
    const group = new AutoscalingGroup(this, 'Resource', this.groupConfig(this.createTemplate()));
    this.groupName = group.name;
  }

  private createTemplate(): LaunchTemplate {
    const { provider, imageId, instanceType, instanceProfileArn, securityGroupIds, userData, joinTag, tags } =
      this.props;
    const ofNode = { ...tags, Name: nodeGroupName(this.props), [joinTag.key]: joinTag.value };
    const text = new TerraformLocal(this, 'user-data', userData);
    return new LaunchTemplate(this, 'template', {
      provider,
      name: nodeGroupName(this.props),
      imageId,
      instanceType,
      iamInstanceProfile: { arn: instanceProfileArn },
      // cloud-init undoes the compression, without which the text would be larger than AWS takes.
      userData: Fn.base64gzip(text.asString),
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: 'disabled',
      },
      networkInterfaces: [
        {
          deviceIndex: 0,
          associatePublicIpAddress: 'false',
          deleteOnTermination: 'true',
          securityGroups: [...securityGroupIds],
        },
      ],
      blockDeviceMappings: this.volumes(),
      monitoring: { enabled: true },
      ebsOptimized: 'true',
      tagSpecifications: [
        { resourceType: 'instance', tags: ofNode },
        { resourceType: 'volume', tags: ofNode },
      ],
      tags,
    });
  }

  private volumes(): LaunchTemplateBlockDeviceMappings[] {
    const { provider, imageId, hasData } = this.props;
    const { rootGiB = 20, dataGiB = 50, auditGiB = 20 } = this.props.volumes ?? {};
    // Under another name, the volume would be a second one, and that of the image would stay as it is: not encrypted.
    const image = new DataAwsAmi(this, 'image', { provider, filter: [{ name: 'image-id', values: [imageId] }] });
    const volume = (deviceName: string, volumeSize: number): LaunchTemplateBlockDeviceMappings => ({
      deviceName,
      ebs: { volumeSize, volumeType: 'gp3', encrypted: 'true', deleteOnTermination: 'true' },
    });
    return [
      volume(image.rootDeviceName, rootGiB),
      ...(hasData ? [volume(NODE_DEVICES.data, dataGiB)] : []),
      volume(NODE_DEVICES.audit, auditGiB),
    ];
  }

  private groupConfig(template: LaunchTemplate): AutoscalingGroupConfig {
    const { provider, nodes, subnetIds, targetGroupArns, alarmNames = [], preconditions = [], tags } = this.props;
    const { deletionProtection = true } = this.props;
    return {
      provider,
      name: nodeGroupName(this.props),
      minSize: nodes,
      maxSize: nodes,
      desiredCapacity: nodes,
      vpcZoneIdentifier: [...subnetIds],
      // A number and not $Latest: a plan shows the change, the group rolls, and AWS can go back.
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      targetGroupArns: [...targetGroupArns],
      // Not ELB: a node that starts, is sealed or is a standby is no reason to end it.
      healthCheckType: 'EC2',
      defaultInstanceWarmup: WARM_UP_SECONDS,
      initialLifecycleHook: [
        {
          name: NODE_HOOKS.launch,
          lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          heartbeatTimeout: LAUNCH_SECONDS,
          defaultResult: 'ABANDON',
        },
        {
          name: NODE_HOOKS.terminate,
          lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          heartbeatTimeout: TERMINATE_SECONDS,
          defaultResult: 'CONTINUE',
        },
      ],
      instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: percentageOfOneMore(nodes) },
      instanceRefresh: {
        strategy: 'Rolling',
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: percentageOfOneMore(nodes),
          instanceWarmup: String(WARM_UP_SECONDS),
          skipMatching: true,
          autoRollback: true,
          scaleInProtectedInstances: 'Wait',
          standbyInstances: 'Wait',
          ...(alarmNames.length > 0 && { alarmSpecification: { alarms: [...alarmNames] } }),
        },
      },
      // A node is in service when it is a voter, and a first node is none before `init`.
      waitForCapacityTimeout: '0',
      enabledMetrics: ['GroupInServiceInstances', 'GroupPendingInstances', 'GroupTerminatingInstances'],
      tag: Object.entries({ ...tags, Name: nodeGroupName(this.props) }).map(([key, value]) => ({
        key,
        value,
        propagateAtLaunch: false,
      })),
      lifecycle: {
        preventDestroy: deletionProtection,
        ...(preconditions.length > 0 && {
          precondition: preconditions.map(({ condition, errorMessage }) => ({
            condition: Token.asAny(condition),
            errorMessage,
          })),
        }),
      },
    };
  }
}

/** The whole percentage that lets AWS begin one node more than there are, and not two. */
const percentageOfOneMore = (nodes: number): number => Math.ceil((100 * (nodes + 1)) / nodes);
