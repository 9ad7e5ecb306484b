import { join } from 'node:path';
import * as publicApi from 'cdktf-vault-dr';
import {
  AuthFunction,
  AwsAuth,
  ClusterLoadBalancer,
  ClusterNetwork,
  ClusterSeal,
  CommunityVaultDr,
  EncryptionKey,
  dynamoDbStorage,
  Evacuation,
  FailureTolerance,
  JournalTable,
  NameHealth,
  NodeGroup,
  NodeRole,
  OperationTokenRole,
  OperationTokenSecret,
  RegionalStore,
  SnapshotStore,
  VaultCluster,
  VaultClusterSettings,
  VaultDr,
  WeightedRecords,
  WitnessStore,
} from 'cdktf-vault-dr';
import type { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { validCommunityProps, validPostgresProps, withStepDown } from './community/synthesise-community';
import { createAuthority } from '../helpers/certificates';
import { expectKept } from '../helpers/kept-file';
import { validClusterProps, withProduct } from './cluster/synthesise-cluster';
import { synthesise, validProps, withAutomatic, withDataPlane, withWitness, type Providers } from './synthesise';

const deployment = { environment: 'test', identifier: 'a1' };
const region = 'eu-west-1';
const kmsKeyArn = 'arn:aws:kms:eu-west-1:111111111111:key/1';
const targets = { home: { dnsName: 'a.example.com' }, away: { dnsName: 'b.example.com' } };
const zone = { hostedZoneId: 'Z1', clientName: 'vault.example.com' };

/** Each public construct, alone in a stack under the id `it`. The Lambdas are all in `VaultDr`. */
const CONSTRUCTS: Readonly<Record<string, (stack: TerraformStack, providers: Providers) => unknown>> = {
  VaultDr: (stack, providers) => new VaultDr(stack, 'it', validProps(providers)),
  'VaultDr with a witness and its own AWS auth mount': (stack, providers) =>
    new VaultDr(stack, 'it', { ...withWitness(validProps(providers), providers), awsAuth: { create: true } }),
  'VaultDr with health checks on a signal': (stack, providers) =>
    new VaultDr(stack, 'it', withDataPlane(validProps(providers))),
  CommunityVaultDr: (stack, providers) => new CommunityVaultDr(stack, 'it', validCommunityProps(stack, providers)),
  'CommunityVaultDr with its own AWS auth mounts': (stack, providers) =>
    new CommunityVaultDr(stack, 'it', { ...validCommunityProps(stack, providers), awsAuth: { create: true } }),
  'CommunityVaultDr on PostgreSQL': (stack, providers) =>
    new CommunityVaultDr(stack, 'it', withStepDown(validPostgresProps(providers), stack)),
  NameHealth: (stack, providers) =>
    new NameHealth(stack, 'it', {
      ...deployment,
      settings: { dataPlane: true },
      regions: {
        home: { provider: providers.home, region },
        away: { provider: providers.away, region: 'eu-central-1' },
      },
    }),
  Evacuation: (stack, { home: provider }) =>
    new Evacuation(stack, 'it', {
      environment: 'test',
      provider,
      region,
      pairRegions: [region, 'eu-central-1'],
      hostedZoneIds: ['Z1'],
    }),
  'VaultDr with an automatic failover': (stack, providers) =>
    new VaultDr(stack, 'it', withAutomatic(validProps(providers), providers)),
  'VaultDr with scheduled drills': (stack, providers) =>
    new VaultDr(stack, 'it', { ...validProps(providers), drill: { schedule: 'cron(0 4 1 * ? *)' } }),
  AuthFunction: (stack, { home: provider }) =>
    new AuthFunction(stack, 'it', {
      ...deployment,
      provider,
      region,
      kmsKeyArn,
      accountId: '111111111111',
      cluster: 'home',
      addresses: { home: 'https://a.example.com', away: 'https://b.example.com' },
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
      mountPath: 'aws',
      serverId: 'vault.example.com',
      allowedRoles: ['reader'],
    }),
  AwsAuth: (stack) =>
    new AwsAuth(stack, 'it', {
      ...deployment,
      serverId: 'vault.example.com',
      principalArns: ['arn:aws:iam::111111111111:role/x'],
      tokenRole: 'maker',
    }),
  ClusterLoadBalancer: (stack, { home: provider }) =>
    new ClusterLoadBalancer(stack, 'it', {
      ...deployment,
      provider,
      region,
      vpcId: 'vpc-1',
      subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
      name: 'vault-a1.example.com',
      hostedZoneId: 'Z1',
      nodeSecurityGroupId: 'sg-1',
      product: 'vault',
      version: '1.21.4',
      storage: 'raft',
      sources: { clients: { cidrs: ['10.0.0.0/8'] }, management: { securityGroupIds: ['sg-2'] } },
    }),
  ClusterNetwork: (stack, { home: provider }) =>
    new ClusterNetwork(stack, 'it', { ...deployment, provider, vpcId: 'vpc-1', peerCidrs: ['10.2.0.0/16'] }),
  ClusterSeal: (stack, { home, away }) =>
    new ClusterSeal(stack, 'it', { ...deployment, provider: home, region }).replicaIn(stack, 'replica', {
      provider: away,
      region: 'eu-central-1',
    }),
  FailureTolerance: (stack, { home: provider }) =>
    new FailureTolerance(stack, 'it', { ...deployment, provider, groupName: 'vault', raft: true }),
  NodeGroup: (stack, { home: provider }) =>
    new NodeGroup(stack, 'it', {
      ...deployment,
      provider,
      nodes: 3,
      subnetIds: ['subnet-1'],
      imageId: 'ami-0123456789abcdef0',
      instanceType: 'm7i.large',
      instanceProfileArn: 'arn:aws:iam::111111111111:instance-profile/vault',
      securityGroupIds: ['sg-1'],
      userData: '#!/bin/bash',
      hasData: true,
      joinTag: { key: 'vault-cluster', value: 'vault' },
      targetGroupArns: [],
    }),
  NodeRole: (stack, { home: provider }) =>
    new NodeRole(stack, 'it', {
      ...deployment,
      provider,
      region,
      accountId: '111111111111',
      groupName: 'vault',
      sealKeyArn: kmsKeyArn,
      metricNamespace: 'VaultCluster',
    }),
  SnapshotStore: (stack, { home: provider }) =>
    new SnapshotStore(stack, 'it', { ...deployment, provider, region, accountId: '111111111111', kmsKeyArn }),
  VaultCluster: (stack, providers) => new VaultCluster(stack, 'it', validClusterProps(providers)),
  'VaultCluster on DynamoDB': (stack, providers) =>
    new VaultCluster(stack, 'it', {
      ...withProduct('vault')(validClusterProps(providers), providers),
      storage: dynamoDbStorage(),
    }),
  EncryptionKey: (stack, { home: provider }) =>
    new EncryptionKey(stack, 'it', { provider, region, accountId: '1', aliasName: 'a', description: 'd' }),
  JournalTable: (stack, { home: provider }) =>
    new JournalTable(stack, 'it', { provider, region, kmsKeyArn, name: 'journal' }),
  OperationTokenRole: (stack) => new OperationTokenRole(stack, 'it', deployment),
  OperationTokenSecret: (stack, { home: provider }) =>
    new OperationTokenSecret(stack, 'it', { provider, kmsKeyArn, name: 'token' }),
  RegionalStore: (stack, { home: provider }) => new RegionalStore(stack, 'it', { ...deployment, provider, region }),
  VaultClusterSettings: (stack) =>
    new VaultClusterSettings(stack, 'it', {
      ...deployment,
      clusters: [
        { role: 'vault-nodes-home', name: 'vault-home.example.com', caCertificate: createAuthority().ca },
        { role: 'vault-nodes-away', name: 'vault-away.example.com', caCertificate: createAuthority().ca },
      ],
      snapshots: { bucket: 'snapshots', region },
    }),
  WeightedRecords: (stack, { home: provider }) =>
    new WeightedRecords(stack, 'it', { ...deployment, ...zone, provider, region, targets }),
  WitnessStore: (stack, { witness: provider }) =>
    new WitnessStore(stack, 'it', { ...deployment, provider, region: 'eu-north-1' }),
};

/** The hash of cdktf follows from the path, so the path alone says everything. */
const address = (type: string, id: string): string => `${type}.${id.replace(/_[0-9A-F]{8}$/, '')}`;

const MEANING =
  'A resource has another address. Terraform would destroy it and make a new one: a key, a secret or a table with all ' +
  'that is in it. Give the construct its old id. CONTRIBUTING says when a list may be renewed.';

/** Their addresses are in the list of another construct, such as `VaultDr`, which makes most of them twice. */
const IN_ANOTHER = [
  'CommunityControlPlane',
  'CommunityOperationsFunction',
  'CommunityStore',
  'CommunityWatch',
  'CommunityWatchFunction',
  'EngineLogin',
  'PairStore',
  'PostgresControlPlane',
  'PostgresOperationsFunction',
  'PostgresPair',
  'PostgresWatch',
  'PostgresWatchFunction',
  'SnapshotPair',
  'NodesDocument',
  'SnapshotLogin',
  'SnapshotPullerFunction',
  'ClusterSealReplica',
  'BundledFunction',
  'ControlPlane',
  'DnsSwitchFunction',
  'DrOperationTokenGenFunction',
  'OperatorParameters',
  'DrOperationsFunction',
  'ScheduledDrill',
  'NotificationTopic',
  'Watch',
  'EventsFunction',
  'WatchFunction',
  'WitnessFunction',
];

const isConstruct = (exported: unknown): boolean =>
  typeof exported === 'function' && exported.prototype instanceof Construct;

describe('the Terraform addresses, on which every existing state depends,', () => {
  it.each(Object.entries(CONSTRUCTS))('are unchanged for %s', (name, build) => {
    const { resource } = synthesise(build);
    const addresses = Object.entries(resource)
      .flatMap(([type, resources]) => Object.keys(resources).map((id) => address(type, id)))
      .sort();
    const file = join(__dirname, 'addresses', `${name.replaceAll(' ', '-')}.txt`);
    expectKept(file, `${addresses.join('\n')}\n`, MEANING);
  });

  it('are recorded for every public construct', () => {
    const constructs = Object.entries(publicApi).flatMap(([name, exported]) => (isConstruct(exported) ? [name] : []));
    expect(constructs.filter((name) => !(name in CONSTRUCTS) && !IN_ANOTHER.includes(name))).toEqual([]);
  });
});
