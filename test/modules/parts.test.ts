import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import {
  AuthFunction,
  AwsAuth,
  JournalTable,
  OperationTokenRole,
  RegionalStore,
  WeightedRecords,
  type CommonFunctionProps,
  type PolicyStatement,
} from 'cdktf-vault-dr';
import { VAULT_ENV } from '../../functions/shared/contract';
import { bundleFile } from '../../modules/private/bundles';
import { synthesise, synthesisePair, variablesOf, type Providers } from './synthesise';

const deployment = { environment: 'test', identifier: 'a1' };
const environment = ({ home }: Providers): CommonFunctionProps => ({
  ...deployment,
  provider: home,
  region: 'eu-west-1',
  accountId: '111111111111',
  cluster: 'home',
  addresses: { home: 'https://a.example.com', away: 'https://b.example.com' },
  subnetIds: ['subnet-1'],
  securityGroupIds: ['sg-1'],
  kmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/1',
});

describe('the parts of VaultDr', () => {
  it('can each be used alone', () => {
    const { resource } = synthesise((stack, providers) => {
      const { home: provider } = providers;
      const role = new OperationTokenRole(stack, 'role', deployment);
      new AwsAuth(stack, 'aws-auth', {
        ...deployment,
        serverId: 'vault.example.com',
        principalArns: ['arn:aws:iam::111111111111:role/x'],
        tokenRole: role.roleName,
      });
      new RegionalStore(stack, 'store', { ...deployment, provider, region: 'eu-west-1' });
      new JournalTable(stack, 'journal', {
        provider,
        name: 'journal',
        region: 'eu-west-1',
        kmsKeyArn: 'arn:aws:kms:x',
      });
      new WeightedRecords(stack, 'records', {
        ...deployment,
        provider,
        region: 'eu-west-1',
        hostedZoneId: 'Z1',
        clientName: 'vault.example.com',
        targets: { home: { dnsName: 'a.example.com' }, away: { dnsName: 'b.example.com' } },
      });
      new AuthFunction(stack, 'auth', {
        ...environment(providers),
        mountPath: 'aws',
        serverId: 'vault.example.com',
        allowedRoles: ['reader'],
      });
    });
    expect(Object.keys(resource)).toHaveLength(13);
  });

  it('let your own Lambda log in through auth', () => {
    const granted: PolicyStatement[] = [];
    const { resource } = synthesise((stack, providers) => {
      const auth = new AuthFunction(stack, 'auth', {
        ...environment(providers),
        mountPath: 'aws',
        serverId: 'vault.example.com',
        allowedRoles: ['reader'],
      });
      auth.allowRole('writer');
      auth.grantInvoke({ allow: (statement) => granted.push(statement) });
    });
    const [lambda] = Object.values(resource['aws_lambda_function'] ?? {});
    expect(lambda?.['environment']).toMatchObject({ variables: { VAULT_AWS_AUTH_ROLES: 'reader,writer' } });
    expect(granted).toMatchObject([{ Action: ['lambda:InvokeFunction'] }]);
  });
});

describe('a private CA', () => {
  const caPem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

  it('is part of the zip of a Lambda, with the same bytes each time', () => {
    const zip = readFileSync(bundleFile('auth', { 'ca.pem': caPem }));
    expect(Buffer.from(unzipSync(zip)['ca.pem'] ?? []).toString()).toBe(caPem);
    expect(Object.keys(unzipSync(zip)).sort()).toEqual(['ca.pem', 'index.js']);
    expect(readFileSync(bundleFile('auth', { 'ca.pem': caPem })).equals(zip)).toBe(true);
  });

  it('sets its variable in every Lambda, and without a CA in none', () => {
    const withCa = synthesisePair((valid) => ({ ...valid, caPem }));
    expect(variablesOf(withCa, 'home-control-plane_dns-switch')[VAULT_ENV.caCert]).toBe('ca.pem');
    expect(variablesOf(synthesisePair(), 'home-control-plane_dns-switch')).not.toHaveProperty(VAULT_ENV.caCert);
  });
});
