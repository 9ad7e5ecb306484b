import type { Attributes } from '../attributes';
import { queryParameters, type QueryValue } from '../query-parameters';
import type { Create, Target } from './target';

const VERSION = '2016-11-15';

const call = (
  { api }: Target,
  region: string,
  Action: string,
  values: Readonly<Record<string, QueryValue | undefined>>,
): Promise<string> => api.query('ec2', region, { Action, Version: VERSION, ...queryParameters(values, '') });

const textIn = (xml: string, element: string): string =>
  new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1] ?? '';

const createSecurityGroup: Create = async (target, attributes, region) => {
  const xml = await call(target, region, 'CreateSecurityGroup', {
    GroupName: attributes.text('name'),
    GroupDescription: attributes.text('description'),
    VpcId: attributes.text('vpc_id'),
  });
  return { id: textIn(xml, 'groupId') };
};

const createRule =
  (action: 'AuthorizeSecurityGroupEgress' | 'AuthorizeSecurityGroupIngress'): Create =>
  async (target, attributes, region) => {
    attributes.ignore('description');
    const cidr = attributes.optional('cidr_ipv4') as string | undefined;
    const group = attributes.optional('referenced_security_group_id') as string | undefined;
    await call(target, region, action, {
      GroupId: attributes.text('security_group_id'),
      IpPermissions: [
        {
          IpProtocol: attributes.text('ip_protocol'),
          FromPort: attributes.number('from_port'),
          ToPort: attributes.number('to_port'),
          ...(cidr !== undefined && { IpRanges: [{ CidrIp: cidr }] }),
          ...(group !== undefined && { Groups: [{ GroupId: group }] }),
        },
      ],
    });
    return {};
  };

interface Volume {
  readonly device_name: string;
  readonly ebs: {
    readonly volume_size: number;
    readonly volume_type: string;
    readonly encrypted: string;
    readonly delete_on_termination: string;
  };
}

const createLaunchTemplate: Create = async (target, attributes, region) => {
  attributes.ignore('tag_specifications'); // of the instances, which do not run
  const xml = await call(target, region, 'CreateLaunchTemplate', {
    LaunchTemplateName: attributes.text('name'),
    LaunchTemplateData: {
      ImageId: attributes.text('image_id'),
      InstanceType: attributes.text('instance_type'),
      UserData: attributes.text('user_data'),
      EbsOptimized: attributes.text('ebs_optimized'),
      Monitoring: { Enabled: attributes.block('monitoring')['enabled'] === true },
      IamInstanceProfile: { Arn: String(attributes.block('iam_instance_profile')['arn']) },
      MetadataOptions: metadataOptions(attributes),
      NetworkInterface: networkInterfaces(attributes),
      BlockDeviceMapping: (attributes.optional('block_device_mappings') as Volume[]).map(({ device_name, ebs }) => ({
        DeviceName: device_name,
        Ebs: {
          VolumeSize: ebs.volume_size,
          VolumeType: ebs.volume_type,
          Encrypted: ebs.encrypted,
          DeleteOnTermination: ebs.delete_on_termination,
        },
      })),
    },
  });
  return { id: textIn(xml, 'launchTemplateId'), latest_version: textIn(xml, 'latestVersionNumber') };
};

function metadataOptions(attributes: Attributes): QueryValue {
  const options = attributes.block('metadata_options') as Record<string, string | number>;
  return {
    HttpEndpoint: options['http_endpoint'],
    HttpTokens: options['http_tokens'],
    HttpPutResponseHopLimit: options['http_put_response_hop_limit'],
    InstanceMetadataTags: options['instance_metadata_tags'],
  };
}

const networkInterfaces = (attributes: Attributes): QueryValue =>
  (
    attributes.optional('network_interfaces') as {
      device_index: number;
      associate_public_ip_address: string;
      delete_on_termination: string;
      security_groups: string[];
    }[]
  ).map((one) => ({
    DeviceIndex: one.device_index,
    AssociatePublicIpAddress: one.associate_public_ip_address,
    DeleteOnTermination: one.delete_on_termination,
    SecurityGroupId: one.security_groups,
  }));

export const EC2: Readonly<Record<string, Create>> = {
  aws_security_group: createSecurityGroup,
  aws_vpc_security_group_ingress_rule: createRule('AuthorizeSecurityGroupIngress'),
  aws_vpc_security_group_egress_rule: createRule('AuthorizeSecurityGroupEgress'),
  aws_launch_template: createLaunchTemplate,
};
