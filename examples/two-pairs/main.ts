import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { VaultDr } from 'cdktf-vault-dr';

const app = new App();
const stack = new TerraformStack(app, 'two-pairs');
const ireland = new AwsProvider(stack, 'ireland', { alias: 'ireland', region: 'eu-west-1' });
const frankfurt = new AwsProvider(stack, 'frankfurt', { alias: 'frankfurt', region: 'eu-central-1' });

for (const team of ['payments', 'platform']) {
  const clientName = `vault.${team}.example.com`;
  new VaultDr(stack, team, {
    environment: 'prod',
    identifier: team,
    clientName,
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
    vaultProvider: new VaultProvider(stack, `vault-${team}`, { alias: team, address: `https://${clientName}:8200` }),
    home: {
      address: `https://vault-primary.${team}.example.com:8200`,
      region: 'eu-west-1',
      provider: ireland,
      subnetIds: ['subnet-0aaaaaaaaaaaaaaa1'],
      securityGroupIds: ['sg-0aaaaaaaaaaaaaaa1'],
    },
    away: {
      address: `https://vault-dr.${team}.example.com:8200`,
      region: 'eu-central-1',
      provider: frankfurt,
      subnetIds: ['subnet-0bbbbbbbbbbbbbbb1'],
      securityGroupIds: ['sg-0bbbbbbbbbbbbbbb1'],
    },
  });
}

app.synth();
