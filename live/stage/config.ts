import type { EnvironmentConfig } from '../shared/environment-config';

/** Values of stage. */
export const config: EnvironmentConfig = {
  environment: 'stage',
  identifier: 'eu1',
  accountId: '222222222222',
  state: { bucket: 'example-stage-terraform-state', region: 'eu-west-1' },
  clientName: 'vault.stage.example.com',
  hostedZoneId: 'Z0STAGE0EXAMPLE0COM',
  vaultLoginRole: 'terraform-stage',
  home: {
    region: 'eu-west-1',
    address: 'https://vault-primary.stage.example.com:8200',
    subnetIds: ['subnet-05a00000000000001', 'subnet-05a00000000000002'],
    securityGroupIds: ['sg-05a00000000000001'],
  },
  away: {
    region: 'eu-central-1',
    address: 'https://vault-dr.stage.example.com:8200',
    subnetIds: ['subnet-05a00000000000003', 'subnet-05a00000000000004'],
    securityGroupIds: ['sg-05a00000000000002'],
  },
};
