import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, S3Backend, TerraformStack } from 'cdktf';
import { VaultDr } from 'cdktf-vault-dr';

const app = new App();
const stack = new TerraformStack(app, 'vault-dr');
new S3Backend(stack, { bucket: 'example-terraform-state', region: 'eu-west-1', key: 'vault-dr/prod', encrypt: true });

const ireland = new AwsProvider(stack, 'ireland', { alias: 'ireland', region: 'eu-west-1' });
const frankfurt = new AwsProvider(stack, 'frankfurt', { alias: 'frankfurt', region: 'eu-central-1' });
new VaultProvider(stack, 'vault', { address: 'https://vault.example.com:8200' });

new VaultDr(stack, 'vault-dr', {
  environment: 'prod',
  identifier: 'eu1',
  clientName: 'vault.example.com',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  home: {
    address: 'https://vault-primary.example.com:8200',
    region: 'eu-west-1',
    provider: ireland,
    subnetIds: ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'],
    securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'],
  },
  away: {
    address: 'https://vault-dr.example.com:8200',
    region: 'eu-central-1',
    provider: frankfurt,
    subnetIds: ['subnet-0bbbbbbbbbbbbbbb1', 'subnet-0bbbbbbbbbbbbbbb2'],
    securityGroupIds: ['sg-0bbbbbbbbbbbbbbb1'],
  },
});

app.synth();
