import { ClusterSeal, dynamoDbStorage, type VaultClusterProps } from 'cdktf-vault-dr';
import type { Providers } from '../synthesise';
import { secretIn, subnets, synthesiseCluster, withProduct } from './synthesise-cluster';

type Change = (valid: VaultClusterProps, providers: Providers) => VaultClusterProps;

const caArn = (region: string): string =>
  `arn:aws:acm-pca:${region}:111111111111:certificate-authority/11111111-2222-3333-4444-555555555555`;
const keyArn = (region: string): string =>
  `arn:aws:kms:${region}:111111111111:key/mrk-1234abcd12ab34cd56ef1234567890ab`;
const plugin = { command: 'kms', version: 'v1', sha256: 'a'.repeat(64) };

/** What is wrong, the change that makes it so, and what the error has to say. */
const BAD: readonly (readonly [string, Change, string])[] = [
  [
    'subnets in two zones',
    (valid) => ({
      ...valid,
      subnets: subnets.map((subnet, index) => (index === 2 ? { ...subnet, availabilityZone: 'eu-west-1a' } : subnet)),
    }),
    'subnets are in 2 availability zones: give subnets in at least 3',
  ],
  ['two subnets', (valid) => ({ ...valid, subnets: subnets.slice(1) }), 'subnets has 2 subnets: give at least 3'],
  [
    'a subnet twice',
    (valid) => ({ ...valid, subnets: [...subnets, ...subnets.slice(0, 1)] }),
    'subnets has a subnet twice: name each once',
  ],
  ['four nodes', (valid) => ({ ...valid, nodes: 4 }), 'nodes is 4: give 3, 5 or 7'],
  ['one node', (valid) => ({ ...valid, nodes: 1 }), 'nodes is 1: give 3, 5 or 7'],
  [
    'a name outside the zone',
    (valid) => ({ ...valid, name: 'vault.example.org' }),
    'name is "vault.example.org", which is not in the zone "example.com": give a name of that zone',
  ],
  [
    'a name that only ends like the zone',
    (valid) => ({ ...valid, name: 'vault.myexample.com' }),
    'which is not in the zone "example.com"',
  ],
  ['a name that is none', (valid) => ({ ...valid, name: 'vault_home' }), 'name is "vault_home": give a DNS name'],
  [
    'the id of no zone',
    (valid) => ({ ...valid, zone: { hostedZoneId: 'example.com' } }),
    'zone.hostedZoneId is "example.com": give the id of a Route 53 zone',
  ],
  [
    'a name twice',
    (valid) => ({ ...valid, otherNames: [valid.name] }),
    'name and otherNames have a name twice: name each once',
  ],
  ['another name that is none', (valid) => ({ ...valid, otherNames: ['*'] }), 'otherNames[0] is "*": give a DNS name'],
  ['Enterprise without a license', ({ license: _, ...valid }) => valid, 'license is missing: give the secret'],
  [
    'Community with a license',
    (valid, providers) => ({ ...withProduct('vault')(valid, providers), license: secretIn('eu-west-1', 'license') }),
    'license is given for the product "vault": leave it out',
  ],
  [
    'a license in the other region',
    (valid) => ({ ...valid, license: secretIn('eu-central-1', 'license') }),
    'license.secretArn is in eu-central-1: give a secret in eu-west-1',
  ],
  [
    'OpenBao without the plugin of its seal',
    (valid, providers) => ({ ...withProduct('openbao')(valid, providers), seal: {} }),
    'seal.plugin is missing: give command, version and sha256',
  ],
  [
    'Vault with a plugin for its seal',
    (valid) => ({ ...valid, seal: { plugin } }),
    'seal.plugin is given for the product "vault-enterprise": leave it out',
  ],
  [
    'a plugin with another kind of checksum',
    (valid, providers) => ({
      ...withProduct('openbao')(valid, providers),
      seal: { plugin: { ...plugin, sha256: 'sha256:abc' } },
    }),
    'seal.plugin.sha256 is "sha256:abc": give 64 hexadecimal digits',
  ],
  ['a version with a v', (valid) => ({ ...valid, version: 'v1.21.4' }), 'version is "v1.21.4": give three numbers'],
  ['a version of Enterprise', (valid) => ({ ...valid, version: '1.21.4+ent' }), 'version is "1.21.4+ent"'],
  ['half a version', (valid) => ({ ...valid, version: '1.21' }), 'version is "1.21": give three numbers'],
  [
    'a certificate in the other region',
    (valid) => ({ ...valid, tls: secretIn('eu-central-1', 'tls') }),
    'tls.secretArn is in eu-central-1: give a secret in eu-west-1',
  ],
  [
    'half the ARN of a certificate',
    (valid) => ({ ...valid, tls: { secretArn: 'vault-tls' } }),
    'tls.secretArn is "vault-tls": give the whole ARN of a secret',
  ],
  [
    'a CA in the other region',
    (valid) => ({ ...valid, tls: { privateCaArn: caArn('eu-central-1') } }),
    'tls.privateCaArn is in eu-central-1: give a CA in eu-west-1',
  ],
  [
    'the ARN of no CA',
    (valid) => ({ ...valid, tls: { privateCaArn: 'ca.pem' } }),
    'tls.privateCaArn is "ca.pem": give the ARN of a CA',
  ],
  [
    'certificates for a day',
    (valid) => ({ ...valid, tls: { privateCaArn: caArn('eu-west-1'), validityDays: 1 } }),
    'tls.validityDays is 1: give a whole number from 7 to 397',
  ],
  [
    'a key of the other region, without a replica',
    (valid) => ({ ...valid, seal: { key: ClusterSeal.fromKey(keyArn('eu-central-1')) } }),
    'seal.key is in eu-central-1, and the nodes are in eu-west-1: give its replica there',
  ],
  [
    'the alias of a key',
    (valid) => ({ ...valid, seal: { key: ClusterSeal.fromKey('alias/vault') } }),
    'seal.key is "alias/vault": give the ARN of the key',
  ],
  [
    'the provider of the other region',
    (valid, { away }) => ({ ...valid, provider: away }),
    'VaultCluster.region is "eu-west-1", but VaultCluster.provider is for "eu-central-1"',
  ],
  [
    'names that are too long',
    (valid) => ({ ...valid, environment: 'production', identifier: 'payments-home' }),
    'environment and identifier are too long: shorten them, because AWS allows 32 characters',
  ],
  ['capital letters', (valid) => ({ ...valid, identifier: 'Home' }), 'identifier is "Home": use lower-case letters'],
  [
    'the id of no image',
    (valid) => ({ ...valid, image: { imageId: 'vault-1.21' } }),
    'image.imageId is "vault-1.21": give the id of an image',
  ],
  [
    'an empty parameter',
    (valid) => ({ ...valid, image: { ssmParameter: '' } }),
    'image.ssmParameter is empty: give the name of the parameter',
  ],
  ['no clients', (valid) => ({ ...valid, access: { clients: {} } }), 'access.clients is empty: name who uses Vault'],
  [
    'all the world as clients',
    (valid) => ({ ...valid, access: { clients: { cidrs: ['0.0.0.0/0'] } } }),
    'access.clients.cidrs has every address: name the networks',
  ],
  [
    'all the world as the partner',
    (valid) => ({ ...valid, access: { ...valid.access, peers: { cidrs: ['0.0.0.0/0'] } } }),
    'access.peers.cidrs has every address: name the networks',
  ],
  [
    'an address that is no network',
    (valid) => ({ ...valid, access: { clients: { cidrs: ['10.0.0.1'] } } }),
    'access.clients.cidrs has "10.0.0.1": give IPv4 networks',
  ],
  [
    'a network twice',
    (valid) => ({ ...valid, access: { clients: { cidrs: ['10.0.0.0/8', '10.0.0.0/8'] } } }),
    'access.clients names a source twice: name each once',
  ],
  [
    'a pattern in place of a role',
    (valid) => ({ ...valid, awsAuth: { roleArns: ['arn:aws:iam::*:role/vault'] } }),
    'awsAuth.roleArns[0] is "arn:aws:iam::*:role/vault": give the ARN of a role',
  ],
  [
    'a boundary that is no policy',
    (valid) => ({ ...valid, instances: { permissionsBoundaryArn: 'boundary' } }),
    'instances.permissionsBoundaryArn is "boundary": give the ARN of an IAM policy',
  ],
  [
    'a volume that is too small',
    (valid) => ({ ...valid, instances: { volumes: { dataGiB: 1 } } }),
    'instances.volumes.dataGiB is 1: give a whole number from 10 to 16384',
  ],
  [
    'a check each second',
    (valid) => ({ ...valid, healthCheck: { intervalSeconds: 1 } }),
    'healthCheck.intervalSeconds is 1: give a whole number from 5 to 300',
  ],
  [
    'a snapshot each minute',
    (valid) => ({ ...valid, snapshots: { everyMinutes: 1 } }),
    'snapshots.everyMinutes is 1: give a whole number from 5 to 1440',
  ],
  [
    'days for a bucket that exists',
    (valid) => ({ ...valid, snapshots: { keepDays: 9, bucket: { bucket: 'snapshots' } } }),
    'snapshots has both keepDays and bucket: leave one out',
  ],
  [
    'a folder with a slash at its end',
    (valid) => ({ ...valid, snapshots: { bucket: { bucket: 'snapshots', prefix: 'home/' } } }),
    'snapshots.bucket.prefix is "home/": give a folder without a slash',
  ],
  [
    'snapshots of DynamoDB',
    (valid) => ({ ...valid, storage: dynamoDbStorage(), snapshots: {} }),
    'snapshots are given for the storage "dynamodb": leave them out',
  ],
  [
    'OpenBao on DynamoDB',
    (valid, providers) => ({ ...withProduct('openbao')(valid, providers), storage: dynamoDbStorage() }),
    'storage is DynamoDB, which OpenBao has removed: use raftStorage()',
  ],
  [
    'a table that has no name',
    (valid) => ({ ...valid, storage: dynamoDbStorage({ table: 'my table' }) }),
    'storage.table is "my table": give the name of a table',
  ],
  [
    'a key without its table',
    (valid) => ({ ...valid, storage: dynamoDbStorage({ tableKeyArn: keyArn('eu-west-1') }) }),
    'storage.tableKeyArn is given without storage.table: give the table',
  ],
  [
    'a way back for a table that exists',
    (valid) => ({ ...valid, storage: dynamoDbStorage({ table: 'vault', pointInTimeDays: 9 }) }),
    'storage.pointInTimeDays is given for a table that exists: set it on that table',
  ],
  [
    'a way back of a year',
    (valid) => ({ ...valid, storage: dynamoDbStorage({ pointInTimeDays: 365 }) }),
    'storage.pointInTimeDays is 365: give a whole number from 1 to 35',
  ],
];

/** The lines of the error that a change of the valid props makes. */
function problemsOf(change: Change): readonly string[] {
  try {
    synthesiseCluster(change);
    return [];
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .slice(1);
  }
}

describe('the props of a cluster', () => {
  it('are taken when nothing is wrong with them', () => {
    expect(problemsOf((valid) => valid)).toEqual([]);
  });

  it.each(BAD)('are refused with %s, and the error says what to do', (_what, change, says) => {
    const problems = problemsOf(change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(says);
  });

  it('are refused with one error that lists every problem', () => {
    const problems = problemsOf((valid) => ({
      ...valid,
      version: 'latest',
      nodes: 2,
      name: 'vault.example.org',
      subnets: subnets.slice(2),
    }));
    expect(problems).toHaveLength(4);
  });
});
