import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { VaultCluster, VaultClusterSettings, VaultDr, type VaultClusterProps } from 'cdktf-vault-dr';

const CA_FILE = join(__dirname, 'ca.pem');
const CLIENT_NAME = 'vault.example.com';
const HOSTED_ZONE_ID = 'Z0123456789ABCDEFGHIJ';

const app = new App();

const providersOf = (stack: TerraformStack) => ({
  home: new AwsProvider(stack, 'ireland', { alias: 'ireland', region: 'eu-west-1' }),
  away: new AwsProvider(stack, 'frankfurt', { alias: 'frankfurt', region: 'eu-central-1' }),
});

/** What both clusters have in common. */
const common = {
  environment: 'prod',
  version: '1.21.4',
  image: { ssmParameter: '/images/vault-enterprise/1.21.4' },
  zone: { hostedZoneId: HOSTED_ZONE_ID, zoneName: 'example.com' },
  otherNames: [CLIENT_NAME],
} as const;

const secret = (region: string, name: string) => ({
  secretArn: `arn:aws:secretsmanager:${region}:111111111111:secret:${name}`,
});

/** The nodes come first: `vault-dr init` makes them a Vault, which the second stack needs. */
const clusters = new TerraformStack(app, 'clusters');
const awsOfClusters = providersOf(clusters);

const homeProps: VaultClusterProps = {
  ...common,
  identifier: 'eu1-home',
  name: 'vault-home.example.com',
  provider: awsOfClusters.home,
  region: 'eu-west-1',
  vpcId: 'vpc-0aaaaaaaaaaaaaaa1',
  subnets: [
    { subnetId: 'subnet-0aaaaaaaaaaaaaaa1', availabilityZone: 'eu-west-1a' },
    { subnetId: 'subnet-0aaaaaaaaaaaaaaa2', availabilityZone: 'eu-west-1b' },
    { subnetId: 'subnet-0aaaaaaaaaaaaaaa3', availabilityZone: 'eu-west-1c' },
  ],
  tls: secret('eu-west-1', 'vault-tls-AbCdEf'),
  license: secret('eu-west-1', 'vault-license-AbCdEf'),
  access: { clients: { cidrs: ['10.0.0.0/8'] }, peers: { cidrs: ['10.2.0.0/16'] } },
};
const home = new VaultCluster(clusters, 'home', homeProps);

const away = new VaultCluster(clusters, 'away', {
  ...common,
  identifier: 'eu1-away',
  name: 'vault-away.example.com',
  provider: awsOfClusters.away,
  region: 'eu-central-1',
  vpcId: 'vpc-0bbbbbbbbbbbbbbb1',
  subnets: [
    { subnetId: 'subnet-0bbbbbbbbbbbbbbb1', availabilityZone: 'eu-central-1a' },
    { subnetId: 'subnet-0bbbbbbbbbbbbbbb2', availabilityZone: 'eu-central-1b' },
    { subnetId: 'subnet-0bbbbbbbbbbbbbbb3', availabilityZone: 'eu-central-1c' },
  ],
  seal: { key: home.seal?.replicaIn(clusters, 'away-seal', { provider: awsOfClusters.away, region: 'eu-central-1' }) },
  tls: secret('eu-central-1', 'vault-tls-GhIjKl'),
  license: secret('eu-central-1', 'vault-license-GhIjKl'),
  access: { clients: { cidrs: ['10.0.0.0/8'] }, peers: { cidrs: ['10.1.0.0/16'] } },
});

const pair = new TerraformStack(app, 'pair');
const aws = providersOf(pair);
new VaultProvider(pair, 'vault', { address: `https://${CLIENT_NAME}:8200`, caCertFile: CA_FILE });
const caPem = readFileSync(CA_FILE, 'utf8');

new VaultClusterSettings(pair, 'settings', {
  environment: 'prod',
  identifier: 'eu1',
  clusters: [home.asNodeIdentity(caPem), away.asNodeIdentity(caPem)],
});

new VaultDr(pair, 'vault-dr', {
  environment: 'prod',
  identifier: 'eu1',
  clientName: CLIENT_NAME,
  hostedZoneId: HOSTED_ZONE_ID,
  caPem,
  linkCaFile: '/etc/vault.d/tls/ca.pem', // where each node keeps it
  home: home.asDrMember({ provider: aws.home }),
  away: away.asDrMember({ provider: aws.away }),
});

app.synth();
