import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { CommunityVaultDr, snapshotReplication, VaultCluster, VaultClusterSettings } from 'cdktf-vault-dr';

const CA_FILE = join(__dirname, 'ca.pem');
const CLIENT_NAME = 'vault.example.com';
const HOSTED_ZONE_ID = 'Z0123456789ABCDEFGHIJ';
const NAMES = { home: 'vault-home.example.com', away: 'vault-away.example.com' } as const;

const app = new App();

const providersOf = (stack: TerraformStack) => ({
  home: new AwsProvider(stack, 'ireland', { alias: 'ireland', region: 'eu-west-1' }),
  away: new AwsProvider(stack, 'frankfurt', { alias: 'frankfurt', region: 'eu-central-1' }),
});

/** OpenBao has the plugin for AWS KMS in its image. */
const plugin = { command: 'openbao-plugin-kms-aws', version: 'v0.1.0', sha256: 'a'.repeat(64) };

/** What both clusters have in common. */
const common = {
  environment: 'prod',
  product: 'openbao',
  version: '2.7.2',
  image: { ssmParameter: '/images/openbao/2.7.2' },
  zone: { hostedZoneId: HOSTED_ZONE_ID, zoneName: 'example.com' },
  otherNames: [CLIENT_NAME],
  // The operations restart, stop and park the servers with Systems Manager.
  instances: { sessionManager: true },
} as const;

const secret = (region: string, name: string) => ({
  secretArn: `arn:aws:secretsmanager:${region}:111111111111:secret:${name}`,
});

/** The nodes come first: `vault-dr init` makes them a Vault, which the second stack needs. */
const clusters = new TerraformStack(app, 'clusters');
const awsOfClusters = providersOf(clusters);

const home = new VaultCluster(clusters, 'home', {
  ...common,
  identifier: 'eu1-home',
  name: NAMES.home,
  provider: awsOfClusters.home,
  region: 'eu-west-1',
  vpcId: 'vpc-0aaaaaaaaaaaaaaa1',
  subnets: [
    { subnetId: 'subnet-0aaaaaaaaaaaaaaa1', availabilityZone: 'eu-west-1a' },
    { subnetId: 'subnet-0aaaaaaaaaaaaaaa2', availabilityZone: 'eu-west-1b' },
    { subnetId: 'subnet-0aaaaaaaaaaaaaaa3', availabilityZone: 'eu-west-1c' },
  ],
  seal: { plugin },
  tls: secret('eu-west-1', 'vault-tls-AbCdEf'),
  access: { clients: { cidrs: ['10.0.0.0/8'] }, peers: { cidrs: ['10.2.0.0/16'] } },
});

const away = new VaultCluster(clusters, 'away', {
  ...common,
  identifier: 'eu1-away',
  name: NAMES.away,
  provider: awsOfClusters.away,
  region: 'eu-central-1',
  vpcId: 'vpc-0bbbbbbbbbbbbbbb1',
  subnets: [
    { subnetId: 'subnet-0bbbbbbbbbbbbbbb1', availabilityZone: 'eu-central-1a' },
    { subnetId: 'subnet-0bbbbbbbbbbbbbbb2', availabilityZone: 'eu-central-1b' },
    { subnetId: 'subnet-0bbbbbbbbbbbbbbb3', availabilityZone: 'eu-central-1c' },
  ],
  // The same key: a snapshot of home can only be read with the seal that it was made with.
  seal: {
    plugin,
    key: home.seal?.replicaIn(clusters, 'away-seal', { provider: awsOfClusters.away, region: 'eu-central-1' }),
  },
  tls: secret('eu-central-1', 'vault-tls-GhIjKl'),
  access: { clients: { cidrs: ['10.0.0.0/8'] }, peers: { cidrs: ['10.1.0.0/16'] } },
});

const pair = new TerraformStack(app, 'pair');
const aws = providersOf(pair);
const caPem = readFileSync(CA_FILE, 'utf8');

/** Nothing is replicated between them, so that each has a provider of its own, with the address of the cluster itself. */
const vaultOf = (cluster: 'home' | 'away') =>
  new VaultProvider(pair, `vault-${cluster}`, {
    alias: cluster,
    address: `https://${NAMES[cluster]}:8200`,
    caCertFile: CA_FILE,
  });
const vaults = { home: vaultOf('home'), away: vaultOf('away') };

for (const cluster of ['home', 'away'] as const) {
  new VaultClusterSettings(pair, `${cluster}-settings`, {
    environment: 'prod',
    identifier: 'eu1',
    product: 'openbao',
    vaultProvider: vaults[cluster],
    // A restore brings the settings of the other cluster.
    clusters: [home.asNodeIdentity(caPem), away.asNodeIdentity(caPem)],
  });
}

new CommunityVaultDr(pair, 'vault-dr', {
  environment: 'prod',
  identifier: 'eu1',
  clientName: CLIENT_NAME,
  hostedZoneId: HOSTED_ZONE_ID,
  caPem,
  replication: snapshotReplication(),
  awsAuth: { create: true },
  home: { ...home.asCommunityMember({ provider: aws.home }), vaultProvider: vaults.home },
  away: { ...away.asCommunityMember({ provider: aws.away }), vaultProvider: vaults.away },
});

app.synth();
