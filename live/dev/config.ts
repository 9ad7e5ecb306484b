import type { EnvironmentConfig } from '../shared/environment-config';

/** Values of dev. */
export const config: EnvironmentConfig = {
  environment: 'dev',
  identifier: 'eu1',
  accountId: '111111111111',
  state: { bucket: 'example-dev-terraform-state', region: 'eu-west-1' },
  clientName: 'vault.dev.example.com',
  hostedZoneId: 'Z0DEV0EXAMPLE0COM',
  vaultLoginRole: 'terraform-dev',
  home: {
    region: 'eu-west-1',
    address: 'https://vault-primary.dev.example.com:8200',
    subnetIds: ['subnet-0de00000000000001', 'subnet-0de00000000000002'],
    securityGroupIds: ['sg-0de00000000000001'],
  },
  away: {
    region: 'eu-central-1',
    address: 'https://vault-dr.dev.example.com:8200',
    subnetIds: ['subnet-0de00000000000003', 'subnet-0de00000000000004'],
    securityGroupIds: ['sg-0de00000000000002'],
  },
};
