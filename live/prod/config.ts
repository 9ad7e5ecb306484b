import type { EnvironmentConfig } from '../shared/environment-config';

/** Values of production. */
export const config: EnvironmentConfig = {
  environment: 'prod',
  identifier: 'eu1',
  needsApproval: true,
  accountId: '333333333333',
  state: { bucket: 'example-prod-terraform-state', region: 'eu-west-1' },
  clientName: 'vault.prod.example.com',
  hostedZoneId: 'Z0PROD00EXAMPLE0COM',
  vaultLoginRole: 'terraform-prod',
  home: {
    region: 'eu-west-1',
    address: 'https://vault-primary.prod.example.com:8200',
    subnetIds: ['subnet-0ad00000000000001', 'subnet-0ad00000000000002'],
    securityGroupIds: ['sg-0ad00000000000001'],
  },
  away: {
    region: 'eu-central-1',
    address: 'https://vault-dr.prod.example.com:8200',
    subnetIds: ['subnet-0ad00000000000003', 'subnet-0ad00000000000004'],
    securityGroupIds: ['sg-0ad00000000000002'],
  },
};
