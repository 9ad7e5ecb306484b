import {
  ClusterSeal,
  dynamoDbStorage,
  VaultCluster,
  VaultDr,
  type VaultClusterProps,
  type VaultProduct,
} from 'cdktf-vault-dr';
import { TerraformVariable } from 'cdktf';
import { synthesise, validProps, type Providers } from '../synthesise';
import {
  ofType,
  only,
  secretIn,
  subnets,
  synthesiseCluster,
  userDataOf,
  validClusterProps,
  withProduct,
} from './synthesise-cluster';

const PRODUCTS: readonly VaultProduct[] = ['vault-enterprise', 'vault', 'openbao'];

describe.each(PRODUCTS)('a cluster of %s', (product) => {
  const cluster = synthesiseCluster(withProduct(product));
  const group = only(cluster, 'aws_autoscaling_group');
  const template = only(cluster, 'aws_launch_template');

  it('has five nodes, no more and no fewer, in three subnets', () => {
    expect(group).toMatchObject({ min_size: 5, max_size: 5, desired_capacity: 5 });
    expect(group['vpc_zone_identifier']).toEqual(['subnet-1', 'subnet-2', 'subnet-3']);
  });

  it('pins a version of its launch template by its number', () => {
    expect(group['launch_template']).toMatchObject({ version: expect.stringMatching(/\.latest_version\}$/) as string });
    expect(JSON.stringify(cluster)).not.toMatch(/\$Latest|\$Default/);
  });

  it('rolls one node at a time, begins it before it ends one, and goes back by itself', () => {
    expect(group['instance_maintenance_policy']).toEqual({ min_healthy_percentage: 100, max_healthy_percentage: 120 });
    expect(group['instance_refresh']).toMatchObject({
      strategy: 'Rolling',
      preferences: {
        min_healthy_percentage: 100,
        max_healthy_percentage: 120,
        skip_matching: true,
        auto_rollback: true,
        scale_in_protected_instances: 'Wait',
      },
    });
  });

  it('does not end a node because the load balancer calls it unhealthy', () => {
    expect(group['health_check_type']).toBe('EC2');
  });

  it('lets no node serve before it has joined, and lets it leave before it ends', () => {
    expect(group['initial_lifecycle_hook']).toEqual([
      {
        name: 'join',
        lifecycle_transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        heartbeat_timeout: 1800,
        default_result: 'ABANDON',
      },
      {
        name: 'leave',
        lifecycle_transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeat_timeout: 600,
        default_result: 'CONTINUE',
      },
    ]);
  });

  it('gives out metadata to IMDSv2 alone, and to nothing behind a node', () => {
    expect(template['metadata_options']).toMatchObject({ http_tokens: 'required', http_put_response_hop_limit: 1 });
  });

  it('has no public address and no SSH key', () => {
    expect(template['network_interfaces']).toMatchObject([{ associate_public_ip_address: 'false' }]);
    expect(template).not.toHaveProperty('key_name');
    expect(JSON.stringify(ofType(cluster, 'aws_vpc_security_group_ingress_rule'))).not.toContain('"from_port":22');
  });

  it('encrypts every volume, and that of the image under the name that the image gives it', () => {
    const volumes = template['block_device_mappings'] as { device_name: string; ebs: { encrypted: string } }[];
    expect(volumes.map(({ ebs }) => ebs.encrypted)).toEqual(['true', 'true', 'true']);
    expect(volumes[0]?.device_name).toMatch(/^\$\{data\.aws_ami\..*\.root_device_name\}$/);
  });

  it('traces nothing in its user data, which has no secret', () => {
    const userData = userDataOf(cluster);
    expect(userData).toMatch(/^#!/);
    expect(userData).not.toMatch(/set -[a-z]*x|xtrace|PRIVATE KEY-----\n|hvs\.|AKIA/);
  });

  it('asks the nodes of each listener what its users need', () => {
    const paths = ofType(cluster, 'aws_lb_target_group').map(
      ({ health_check: check }) => (check as { path: string }).path,
    );
    expect(paths).toHaveLength(3);
    // Without performance standbys, clients reach the active node alone, as replication does.
    expect(new Set(paths).size).toBe(product === 'vault-enterprise' ? 3 : 2);
  });

  it('cannot lose its key, its nodes or its snapshots by a plan', () => {
    for (const type of ['aws_kms_key', 'aws_autoscaling_group', 'aws_s3_bucket']) {
      const isProtected = ofType(cluster, type).map(({ lifecycle }) => lifecycle);
      expect([type, isProtected]).toEqual([type, expect.arrayContaining([{ prevent_destroy: true }])]);
    }
  });

  it('is stopped in a roll by the alarms of its nodes', () => {
    const { preferences } = group['instance_refresh'] as { preferences: { alarm_specification: { alarms: string[] } } };
    expect(preferences.alarm_specification.alarms).toHaveLength(2);
    expect(ofType(cluster, 'aws_cloudwatch_metric_alarm')).toMatchObject([
      { metric_name: 'FailureTolerance', threshold: 1, comparison_operator: 'LessThanThreshold' },
      { metric_name: 'NodesWithoutLeader', threshold: 0, comparison_operator: 'GreaterThanThreshold' },
    ]);
  });
});

describe('a cluster', () => {
  it.each([
    [3, 134],
    [5, 120],
    [7, 115],
  ])('of %d nodes lets AWS begin one more, and not two', (nodes, percentage) => {
    const group = only(
      synthesiseCluster((valid) => ({ ...valid, nodes })),
      'aws_autoscaling_group',
    );
    expect(group['instance_maintenance_policy']).toMatchObject({ max_healthy_percentage: percentage });
    expect(Math.floor((nodes * percentage) / 100)).toBe(nodes + 1);
  });

  it('reads the id of its image from an SSM parameter at the plan', () => {
    const cluster = synthesiseCluster((valid) => ({ ...valid, image: { ssmParameter: '/images/vault' } }));
    expect(cluster.data['aws_ssm_parameter']).toBeDefined();
    expect(only(cluster, 'aws_launch_template')['image_id']).toMatch(/^\$\{data\.aws_ssm_parameter\./);
  });

  it('lets the plan count the zones that it does not know', () => {
    const cluster = synthesiseCluster((valid) => ({
      ...valid,
      subnets: subnets.map(({ subnetId }) => ({ subnetId })),
    }));
    expect(only(cluster, 'aws_autoscaling_group')['lifecycle']).toMatchObject({
      precondition: [{ condition: expect.stringMatching(/distinct\(.*\) >= 3/) as string }],
    });
  });

  it('makes no key of its own from a key that exists', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/mrk-1234abcd12ab34cd56ef1234567890ab';
    const cluster = synthesiseCluster((valid) => ({
      ...valid,
      snapshots: false,
      seal: { key: ClusterSeal.fromKey(keyArn) },
    }));
    expect(ofType(cluster, 'aws_kms_key')).toEqual([]);
    expect(userDataOf(cluster)).toContain(keyArn);
  });

  it('fills in the ARN of its key where the user data needs it', () => {
    expect(userDataOf(synthesiseCluster())).toMatch(/\$\{aws_kms_key\.cluster_seal_[0-9A-F]+\.arn\}/);
  });

  it('can be deleted where that is asked for', () => {
    const cluster = synthesiseCluster((valid) => ({ ...valid, deletionProtection: false }));
    expect(JSON.stringify(cluster.resource)).not.toMatch(/"prevent_destroy":true|deletion_protection[a-z_]*":true/);
  });

  it('takes values that are known only at the apply', () => {
    const { resource } = synthesise((stack, providers) => {
      const variable = (name: string): string => new TerraformVariable(stack, name, { type: 'string' }).stringValue;
      new VaultCluster(stack, 'cluster', {
        ...validClusterProps(providers),
        vpcId: variable('vpc'),
        name: variable('name'),
        zone: { hostedZoneId: variable('zone') },
        subnets: ['a', 'b', 'c'].map((zone) => ({ subnetId: variable(`subnet-${zone}`) })),
        image: { imageId: variable('image') },
        tls: { secretArn: variable('tls') },
        license: { secretArn: variable('license') },
        access: { clients: { cidrs: [variable('clients')] }, peers: { cidrs: [variable('peers')] } },
      });
    });
    expect(Object.keys(resource)).toContain('aws_autoscaling_group');
  });
});

describe('a cluster on DynamoDB', () => {
  const cluster = synthesiseCluster((valid, providers) => ({
    ...withProduct('vault')(valid, providers),
    storage: dynamoDbStorage(),
  }));

  it('has a table that AWS encrypts, and that can be restored and not be deleted', () => {
    expect(only(cluster, 'aws_dynamodb_table')).toMatchObject({
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'Path',
      range_key: 'Key',
      point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
      deletion_protection_enabled: true,
      server_side_encryption: { enabled: true },
      lifecycle: { prevent_destroy: true },
    });
  });

  it('tells its nodes that they share it', () => {
    expect(userDataOf(cluster)).toContain('ha_enabled');
  });

  it('leads clients to the active node alone', () => {
    const paths = ofType(cluster, 'aws_lb_target_group').map(
      ({ health_check: check }) => (check as { path: string }).path,
    );
    expect(paths.filter((path) => path === '/v1/sys/health')).toHaveLength(2);
  });

  it('has neither a volume for data nor snapshots', () => {
    expect(only(cluster, 'aws_launch_template')['block_device_mappings']).toHaveLength(2);
    expect(ofType(cluster, 'aws_s3_bucket')).toEqual([]);
  });

  it('is stopped in a roll by a node without a leader', () => {
    expect(only(cluster, 'aws_cloudwatch_metric_alarm')).toMatchObject({
      metric_name: 'NodesWithoutLeader',
      treat_missing_data: 'breaching',
    });
  });

  it('can use a table that exists', () => {
    const given = synthesiseCluster((valid, providers) => ({
      ...withProduct('vault')(valid, providers),
      storage: dynamoDbStorage({ table: 'vault-data' }),
    }));
    expect(ofType(given, 'aws_dynamodb_table')).toEqual([]);
    expect(userDataOf(given)).toContain('vault-data');
  });

  it('warns at the synthesis of what is known to go wrong', () => {
    const texts: string[] = [];
    synthesise((stack, providers) => {
      const vault = new VaultCluster(stack, 'cluster', {
        ...withProduct('vault')(validClusterProps(providers), providers),
        storage: dynamoDbStorage(),
      });
      texts.push(...vault.node.metadata.map(({ data }) => String(data)));
    });
    expect(texts).toHaveLength(6);
    expect(texts.join()).toContain('hashicorp/vault#26580');
  });
});

describe('two clusters and one VaultDr', () => {
  const regions = { home: 'eu-west-1', away: 'eu-central-1' } as const;
  const cluster = (which: 'home' | 'away', valid: VaultClusterProps, providers: Providers): VaultClusterProps => ({
    ...valid,
    identifier: `a1-${which}`,
    provider: providers[which],
    region: regions[which],
    name: `vault-${which}.example.com`,
    otherNames: ['vault.example.com'],
    subnets: ['a', 'b', 'c'].map((zone) => ({
      subnetId: `subnet-${which}-${zone}`,
      availabilityZone: `${regions[which]}${zone}`,
    })),
    tls: secretIn(regions[which], 'vault-tls'),
    license: secretIn(regions[which], 'vault-license'),
  });

  const pair = synthesise((stack, providers) => {
    const valid = validClusterProps(providers);
    const home = new VaultCluster(stack, 'home', cluster('home', valid, providers));
    const key = home.seal?.replicaIn(stack, 'away-seal', { provider: providers.away, region: regions.away });
    const away = new VaultCluster(stack, 'away', { ...cluster('away', valid, providers), seal: { key } });
    new VaultDr(stack, 'vault-dr', {
      ...validProps(providers),
      home: home.asDrMember(),
      away: away.asDrMember(),
    });
  });

  it('are a whole pair: the client name leads to the load balancers', () => {
    const records = ofType(pair, 'aws_route53_record').filter(({ set_identifier: set }) => set !== undefined);
    expect(records).toHaveLength(2);
    for (const { alias } of records) {
      expect(alias).toMatchObject({ name: expect.stringMatching(/^\$\{aws_lb\..*\.dns_name\}$/) as string });
    }
  });

  it('let the Lambdas call each cluster on its management listener, in either role', () => {
    const addresses = ofType(pair, 'aws_lambda_function').map(
      ({ environment }) => (environment as { variables: Record<string, string> }).variables['VAULT_HOME_ADDR'],
    );
    expect(addresses).toContain('https://vault-home.example.com:8210');
  });

  it('have one key in both regions', () => {
    expect(only(pair, 'aws_kms_replica_key')).toMatchObject({ provider: 'aws.away' });
    expect(ofType(pair, 'aws_kms_key').filter(({ multi_region: isMulti }) => isMulti === true)).toHaveLength(1);
  });
});

describe('the grants of a cluster', () => {
  const granted: { readonly Sid?: string; readonly Action: readonly string[]; readonly Resource: readonly string[] }[] =
    [];
  synthesise((stack, providers) => {
    const cluster = new VaultCluster(stack, 'cluster', validClusterProps(providers));
    cluster.grantRoll({ allow: (statement) => granted.push(statement) });
    cluster.grantReadSnapshots({ allow: (statement) => granted.push(statement) });
  });

  it('name each action, and only its own group and snapshots', () => {
    expect(granted.map(({ Sid }) => Sid)).toEqual([
      'RollNodes',
      'WatchNodes',
      'ReadSnapshots',
      'ListSnapshots',
      'ReadSnapshotsKey',
    ]);
    expect(granted.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
    expect(granted.filter(({ Resource }) => Resource.includes('*')).map(({ Sid }) => Sid)).toEqual(['WatchNodes']);
  });

  it('refuse to read snapshots that are not taken', () => {
    synthesise((stack, providers) => {
      const cluster = new VaultCluster(stack, 'cluster', { ...validClusterProps(providers), snapshots: false });
      expect(() => cluster.grantReadSnapshots({ allow: jest.fn() })).toThrow(/takes no snapshots.*leave out/s);
    });
  });
});
