import type { ClusterSettings, EnvironmentSettings } from '../../../cli/config';

const cluster = (name: 'home' | 'away', region: string, host: string): ClusterSettings => ({
  region,
  address: `https://${host}:8200`,
  clusterAddress: undefined,
  dnsName: host,
  setIdentifier: `vault-${name}-prod-eu1`,
  secretArn: 'vault-dr-operation-token-prod-eu1',
  functions: {
    auth: 'vault-auth-prod-eu1',
    'dr-operation-token-gen': 'vault-dr-operation-token-gen-prod-eu1',
    'dns-switch': 'vault-dns-switch-prod-eu1',
    'dr-operations': 'vault-dr-operations-prod-eu1',
  },
});

/** The environment that the runbook uses as its example. */
export const EXAMPLE: EnvironmentSettings = {
  name: 'prod',
  clientName: 'vault.example.com',
  clientAddress: 'https://vault.example.com:8200',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  journalTable: 'vault-dr-journal-prod-eu1',
  ca: undefined,
  linkCaFile: undefined,
  maxLagWals: 1000,
  operationTimeoutSeconds: 300,
  awsEndpoint: undefined,
  nameServers: [],
  drill: {},
  home: cluster('home', 'eu-west-1', 'vault-primary.example.com'),
  away: cluster('away', 'eu-central-1', 'vault-dr.example.com'),
};
