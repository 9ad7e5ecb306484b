import { postgresStorage, VaultCluster, type PostgresStorageOptions, type VaultStorage } from 'cdktf-vault-dr';
import { synthesise, type Synthesised } from '../../synthesise';
import { validClusterProps, withProduct } from '../synthesise-cluster';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:bao-a1b2c3';
const valid: PostgresStorageOptions = {
  host: 'db-home.example.com',
  database: 'bao',
  user: 'bao',
  password: { secretArn: SECRET },
  cidrs: ['10.0.0.0/16', '10.1.0.0/16'],
};
const problems = (change: Partial<PostgresStorageOptions>, product: 'openbao' | 'vault-enterprise' = 'openbao') =>
  postgresStorage({ ...valid, ...change }).validate({ product, nodes: 3, region: 'eu-west-1' });
const cluster = (storage: VaultStorage): Synthesised =>
  synthesise((stack, providers) => {
    const props = withProduct('openbao')(validClusterProps(providers), providers);
    const nodes = new VaultCluster(stack, 'home', { ...props, storage });
    nodes.asCommunityMember();
    // It may be asked for more than once.
    nodes.asCommunityMember();
  });

describe('postgresStorage', () => {
  it.each([
    ['an endpoint of Aurora', { host: 'bao.cluster-abc.eu-west-1.rds.amazonaws.com' }],
    ['storage.host is "db:5432"', { host: 'db:5432' }],
    ['storage.port is 0', { port: 0 }],
    ['storage.database is "a b"', { database: 'a b' }],
    ['storage.user is "postgres"', { user: 'postgres' }],
    ['storage.cidrs is empty', { cidrs: [] }],
    ['storage.cidrs has "10.0.0.0"', { cidrs: ['10.0.0.0'] }],
    ['storage.password.secretArn is in eu-north-1', { password: { secretArn: SECRET.replace('west', 'north') } }],
  ] as const)('refuses what cannot work: %s', (problem, change) => {
    expect(problems(change)).toEqual([expect.stringContaining(problem)]);
  });

  it('refuses Vault Enterprise, which does not support it', () => {
    expect(problems({}, 'vault-enterprise')).toEqual([expect.stringContaining('use raftStorage()')]);
  });

  it('is valid with the least that it needs', () => {
    expect(problems({})).toEqual([]);
  });

  it('has the password in no stanza and in no user data, and verifies the server', () => {
    const { stanza } = postgresStorage(valid).bind(undefined as never, { product: 'openbao' } as never);
    expect(stanza).toContain('postgres://bao@db-home.example.com:5432/bao?sslmode=verify-full');
    expect(stanza).toContain('passfile={{root}}/etc/vault.d/database-login');
    expect(stanza).toContain('ha_enabled     = "true"');
  });

  it('lets the nodes read the one secret, and nodes and Lambdas reach the servers of both regions', () => {
    const { resource } = cluster(postgresStorage(valid));
    const policies = JSON.stringify(resource['aws_iam_role_policy']);
    expect(policies).toContain('StorageLogin');
    const out = Object.values(resource['aws_vpc_security_group_egress_rule'] ?? {}).filter(
      ({ to_port: port }) => port === 5432,
    );
    expect(out.map(({ cidr_ipv4: cidr }) => cidr)).toEqual([
      '10.0.0.0/16',
      '10.1.0.0/16',
      '10.0.0.0/16',
      '10.1.0.0/16',
    ]);
  });

  it('makes a cluster of a CommunityVaultDr without Systems Manager, whose Lambdas reach the active node', () => {
    const { resource } = cluster(postgresStorage(valid));
    const out = Object.entries(resource['aws_vpc_security_group_egress_rule'] ?? {}).filter(
      ([id, { to_port: port }]) => id.includes('lambdas') && port === 8200,
    );
    expect(out.map(([id]) => id.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
      'home_network_lambdas-to-load-balancer-8200',
      'home_network_lambdas-to-peers-8200-10-2-0-0-16',
    ]);
  });
});
