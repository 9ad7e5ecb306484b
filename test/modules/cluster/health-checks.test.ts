import {
  healthChecks,
  LISTENERS,
  type HealthCheckSettings,
} from '../../../modules/cluster/load-balancer/health-checks';

const ENTERPRISE: HealthCheckSettings = { product: 'vault-enterprise', version: '1.21.4+ent', storage: 'raft' };

const clientsPath = (change: Partial<HealthCheckSettings>): string =>
  healthChecks({ ...ENTERPRISE, ...change }).clients.path;

describe('the check for clients', () => {
  it.each<[string, Partial<HealthCheckSettings>, string]>([
    ['takes performance standbys of Vault Enterprise', { version: '1.18.9+ent' }, '?perfstandbyok=true'],
    ['takes every standby from the version on that tells a lost leader', {}, '?perfstandbyok=true&standbyok=true'],
    ['takes every standby of that version itself', { version: '1.19.0' }, '?perfstandbyok=true&standbyok=true'],
    ['takes every standby of a later major version', { version: '2.0.1' }, '?perfstandbyok=true&standbyok=true'],
    ['takes no plain standby if the version is not known yet', { version: '${var.version}' }, '?perfstandbyok=true'],
    [
      'takes the active node alone with OpenBao, whose standbys tell no lost leader',
      { product: 'openbao', version: '2.7.2' },
      '',
    ],
    ['takes the active node alone with Vault Community', { product: 'vault' }, ''],
    ['takes the active node alone with DynamoDB', { storage: 'dynamodb' }, ''],
    ['takes the active node alone if told so', { activeOnly: true }, ''],
  ])('%s', (_name, change, query) => {
    expect(clientsPath(change)).toBe(`/v1/sys/health${query}`);
  });
});

it('reaches a cluster in either role by the listener for management alone', () => {
  const withSecondary = LISTENERS.filter((listener) =>
    healthChecks(ENTERPRISE)[listener].path.includes('drsecondarycode'),
  );
  expect(withSecondary).toEqual(['management']);
});

it('asks for the active node on the cluster port', () => {
  expect(healthChecks(ENTERPRISE).cluster).toMatchObject({ path: '/v1/sys/health', port: 8200 });
});

it('never calls a sealed or an uninitialised node healthy', () => {
  const all = Object.values(healthChecks(ENTERPRISE));
  expect(all.filter(({ path }) => /sealedcode|uninitcode/.test(path))).toEqual([]);
  expect(new Set(all.map(({ matcher }) => matcher))).toEqual(new Set(['200']));
});

it('can ask every 15 seconds, as the cluster on DynamoDB does', () => {
  expect(healthChecks({ ...ENTERPRISE, storage: 'dynamodb', intervalSeconds: 15 }).clients).toMatchObject({
    path: '/v1/sys/health',
    intervalSeconds: 15,
    healthyThreshold: 2,
  });
});
