import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { VaultDr } from 'cdktf-vault-dr';

const CA_FILE = join(__dirname, 'ca.pem');

const app = new App();
const stack = new TerraformStack(app, 'private-ca');
const ireland = new AwsProvider(stack, 'ireland', { alias: 'ireland', region: 'eu-west-1' });
const frankfurt = new AwsProvider(stack, 'frankfurt', { alias: 'frankfurt', region: 'eu-central-1' });
new VaultProvider(stack, 'vault', { address: 'https://vault.example.com:8200', caCertFile: CA_FILE });

new VaultDr(stack, 'vault-dr', {
  environment: 'prod',
  identifier: 'eu1',
  clientName: 'vault.example.com',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  caPem: readFileSync(CA_FILE, 'utf8'),
  linkCaFile: '/etc/vault.d/ca.pem',
  home: {
    address: 'https://vault-primary.example.com:8200',
    region: 'eu-west-1',
    provider: ireland,
    subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'],
    securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'],
  },
  away: {
    address: 'https://vault-dr.example.com:8200',
    region: 'eu-central-1',
    provider: frankfurt,
    subnetIds: ['subnet-0bbbbbbbbbbbbbbb1'],
    securityGroupIds: ['sg-0bbbbbbbbbbbbbbb1'],
  },
});

app.synth();
