import { gunzipSync } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { dynamoDbStorage, VaultCluster, type VaultClusterProps } from 'cdktf-vault-dr';
import { synthesise } from '../../modules/synthesise';
import { secretIn, validClusterProps, withProduct } from '../../modules/cluster/synthesise-cluster';
import { AwsApi } from './api';
import { KmsGrants } from './kms-grants';
import { loadStack } from './load-stack';
import { ACCOUNT_ID, ROOT_CREDENTIALS, startMinistack, type Ministack } from './ministack';
import { VaultAdmin } from './resources/vault-admin';

const REGIONS = { home: 'eu-west-1', away: 'eu-central-1' } as const;

let directory: string;
let ministack: Ministack;
let aws: AwsApi;

const ec2 = (region: string, Action: string, more: Record<string, string> = {}): Promise<string> =>
  aws.query('ec2', region, { Action, Version: '2016-11-15', ...more });
const autoscaling = (Action: string, more: Record<string, string> = {}): Promise<string> =>
  aws.query('autoscaling', REGIONS.home, { Action, Version: '2011-01-01', ...more });
const balancing = (Action: string): Promise<string> =>
  aws.query('elasticloadbalancing', REGIONS.home, { Action, Version: '2015-12-01' });

const idIn = (xml: string, element: string): string =>
  new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1] ?? '';
const allIn = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]+)</${element}>`, 'g'))].map(([, text = '']) => text);

/** A VPC with a subnet in each of three zones. */
async function createVpc(region: string): Promise<Pick<VaultClusterProps, 'subnets' | 'vpcId'>> {
  const vpcId = idIn(await ec2(region, 'CreateVpc', { CidrBlock: '10.0.0.0/16' }), 'vpcId');
  const subnets = ['a', 'b', 'c'].map(async (zone, index) => {
    const availabilityZone = `${region}${zone}`;
    const place = { VpcId: vpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: availabilityZone };
    return { subnetId: idIn(await ec2(region, 'CreateSubnet', place), 'subnetId'), availabilityZone };
  });
  return { vpcId, subnets: await Promise.all(subnets) };
}

async function createZone(endpoint: string, Name: string): Promise<string> {
  const client = new Route53Client({ region: 'us-east-1', endpoint, credentials: ROOT_CREDENTIALS });
  const { HostedZone } = await client.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
  client.destroy();
  return HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cluster-stack-'));
  ministack = await startMinistack({ directory, environment: {} });
  aws = new AwsApi(ministack.url);
  const hostedZoneId = await createZone(ministack.url, 'example.com');
  const [home, away] = await Promise.all([createVpc(REGIONS.home), createVpc(REGIONS.away)]);
  const stack = synthesise((scope, providers) => {
    const valid = { ...validClusterProps(providers), zone: { hostedZoneId } };
    const first = new VaultCluster(scope, 'home', { ...valid, ...home });
    const key = first.seal?.replicaIn(scope, 'replica', { provider: providers.away, region: REGIONS.away });
    new VaultCluster(scope, 'away', {
      ...withProduct('vault')(valid, providers),
      ...away,
      identifier: 'a1-away',
      provider: providers.away,
      region: REGIONS.away,
      name: 'vault-away.example.com',
      tls: secretIn(REGIONS.away, 'tls'),
      seal: { key },
      storage: dynamoDbStorage(),
    });
  });
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(stack));
  const vault = new VaultAdmin('https://127.0.0.1:1', '', '');
  const endpoint = ministack.url;
  await loadStack({ directory, endpoint, vault, grants: new KmsGrants(), accountId: ACCOUNT_ID });
}, 120_000);

afterAll(async () => {
  await ministack?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('the stack of two clusters, made in the emulated AWS,', () => {
  it('has a group of five nodes, which uses a numbered version of its launch template', async () => {
    const xml = await autoscaling('DescribeAutoScalingGroups');
    expect(allIn(xml, 'AutoScalingGroupName')).toContain('vault-test-a1-home');
    expect(idIn(xml, 'DesiredCapacity')).toBe('5');
    expect(idIn(xml, 'Version')).toBe('1');
  });

  it('has a hook for a node that joins and one for a node that leaves', async () => {
    const xml = await autoscaling('DescribeLifecycleHooks', { AutoScalingGroupName: 'vault-test-a1-home' });
    expect(allIn(xml, 'LifecycleHookName').sort()).toEqual(['join', 'leave']);
  });

  it('gives its nodes the user data with the ARN of the key that was made', async () => {
    const xml = await ec2(REGIONS.home, 'DescribeLaunchTemplateVersions', { LaunchTemplateName: 'vault-test-a1-home' });
    const userData = gunzipSync(Buffer.from(idIn(xml, 'userData'), 'base64')).toString();
    expect(userData).toMatch(/^#!/);
    expect(userData).toMatch(/arn:aws:kms:eu-west-1:000000000000:key\/mrk-/);
    expect(userData).not.toContain('aws_kms_key');
  });

  it('asks the nodes for their health in three ways', async () => {
    const xml = await balancing('DescribeTargetGroups');
    expect(new Set(allIn(xml, 'HealthCheckPath')).size).toBe(3);
    expect(new Set(allIn(xml, 'HealthCheckIntervalSeconds'))).toEqual(new Set(['5']));
  });

  it('has one key in both regions', async () => {
    const idOf = async (region: string, alias: string): Promise<string> => {
      const answer = await aws.json('kms', region, 'TrentService.ListAliases', {});
      const aliases = answer['Aliases'] as { AliasName: string; TargetKeyId: string }[];
      return aliases.find(({ AliasName }) => AliasName === alias)?.TargetKeyId ?? '';
    };
    const [home, away] = await Promise.all(
      Object.values(REGIONS).map((region) => idOf(region, 'alias/vault-seal-test-a1-home')),
    );
    expect(home).toMatch(/^mrk-/);
    expect(away).toBe(home);
  });
});
