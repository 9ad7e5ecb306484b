import { VaultClusterSettings, type VaultClusterSettingsProps } from 'cdktf-vault-dr';
import { createAuthority } from '../helpers/certificates';
import { synthesise, type Synthesised } from './synthesise';

const CA = createAuthority().ca;
const home = { role: 'vault-nodes-home', name: 'vault-home.example.com', caCertificate: CA };
const away = { role: 'vault-nodes-away', name: 'vault-away.example.com', caCertificate: CA };
const valid: VaultClusterSettingsProps = { environment: 'test', identifier: 'a1', clusters: [home, away] };
const snapshots = { bucket: 'snapshots-test', region: 'eu-west-1' };

const settingsOf = (change: Partial<VaultClusterSettingsProps> = {}): Synthesised =>
  synthesise((stack) => new VaultClusterSettings(stack, 'it', { ...valid, ...change }));

/** The attributes of all resources of a type, without what cdktf adds. */
const all = ({ resource }: Synthesised, type: string): Record<string, unknown>[] =>
  Object.values(resource[type] ?? {}).map(({ '//': _, ...attributes }) => attributes);

const problemsOf = (change: Partial<VaultClusterSettingsProps>): string => {
  try {
    settingsOf(change);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the login of the nodes', () => {
  it('is a mount of its own', () => {
    expect(all(settingsOf(), 'vault_auth_backend')).toEqual([
      { type: 'cert', path: 'vault-nodes', description: 'Login of the Vault nodes themselves' },
    ]);
    expect(all(settingsOf({ mount: 'nodes/cert' }), 'vault_auth_backend')).toMatchObject([{ path: 'nodes/cert' }]);
  });

  it('lets in a certificate of the CA with the name of the cluster, for five minutes and with one policy', () => {
    expect(all(settingsOf(), 'vault_cert_auth_backend_role')).toEqual(
      [away, home].map(({ role, name }) => ({
        backend: expect.stringMatching(/^\$\{vault_auth_backend\.\w+\.path\}$/) as string,
        name: role,
        certificate: CA,
        allowed_dns_sans: [name],
        token_policies: [expect.stringMatching(/^\$\{vault_policy\.\w+\.name\}$/) as string],
        token_no_default_policy: true,
        token_type: 'batch',
        token_ttl: 300,
        token_max_ttl: 300,
      })),
    );
  });

  it('takes a token only from the addresses of the nodes, where they are given', () => {
    const [role] = all(settingsOf({ boundCidrs: ['10.0.0.0/16'] }), 'vault_cert_auth_backend_role');
    expect(role?.['token_bound_cidrs']).toEqual(['10.0.0.0/16']);
  });

  it('gives four rights', () => {
    const [policy] = all(settingsOf(), 'vault_policy');
    expect(policy?.['name']).toBe('vault-nodes-test-a1');
    expect(policy?.['policy']).toMatchInlineSnapshot(`
     "path "sys/storage/raft/autopilot/state" {
       capabilities = ["read"]
     }

     path "sys/storage/raft/snapshot" {
       capabilities = ["read"]
     }

     path "sys/storage/raft/remove-peer" {
       capabilities = ["update"]
     }

     path "sys/step-down" {
       capabilities = ["update", "sudo"]
     }
     "
    `);
  });
});

describe('autopilot', () => {
  it.each([
    [3, 3],
    [5, 3],
    [7, 4],
  ])('removes dead nodes of %i, down to %i', (nodes, quorum) => {
    expect(all(settingsOf({ nodes, product: 'vault' }), 'vault_raft_autopilot')).toEqual([
      {
        cleanup_dead_servers: true,
        dead_server_last_contact_threshold: '10m0s',
        min_quorum: quorum,
        server_stabilization_time: '10s',
      },
    ]);
  });

  it('leaves upgrades to the instance refresh, with Enterprise', () => {
    expect(all(settingsOf(), 'vault_raft_autopilot')).toMatchObject([{ disable_upgrade_migration: true }]);
  });

  it('is for integrated storage alone', () => {
    expect(all(settingsOf({ storage: 'dynamodb' }), 'vault_raft_autopilot')).toEqual([]);
  });
});

describe('audit devices', () => {
  it('are two files in two folders', () => {
    expect(all(settingsOf(), 'vault_audit')).toEqual([
      { type: 'file', path: 'file-1', options: { file_path: '/var/log/vault/audit.log', mode: '0600' } },
      { type: 'file', path: 'file-2', options: { file_path: '/var/log/vault-second/audit.log', mode: '0600' } },
    ]);
  });

  it.each<[string, Partial<VaultClusterSettingsProps>]>([
    ['OpenBao, which has them in its configuration', { product: 'openbao' }],
    ['auditFiles: false', { auditFiles: false }],
  ])('are none with %s', (_, change) => expect(all(settingsOf(change), 'vault_audit')).toEqual([]));
});

describe('snapshots of Vault Enterprise', () => {
  it('go to the bucket every hour, without credentials', () => {
    expect(all(settingsOf({ snapshots }), 'vault_raft_snapshot_agent_config')).toEqual([
      {
        name: 'vault-dr-test-a1',
        interval_seconds: 3600,
        retain: 720,
        storage_type: 'aws-s3',
        aws_s3_bucket: 'snapshots-test',
        aws_s3_region: 'eu-west-1',
        path_prefix: 'vault',
      },
    ]);
  });

  it('are encrypted with the given key', () => {
    const made = settingsOf({ snapshots: { ...snapshots, kmsKey: 'alias/snapshots' } });
    expect(all(made, 'vault_raft_snapshot_agent_config')).toMatchObject([
      { aws_s3_enable_kms: true, aws_s3_kms_key: 'alias/snapshots' },
    ]);
  });

  it('are taken only if they are asked for', () => {
    expect(all(settingsOf(), 'vault_raft_snapshot_agent_config')).toEqual([]);
  });
});

describe('props that cannot work', () => {
  const KEY = `${CA}\n-----BEGIN PRIVATE KEY-----`;

  it.each<[string, Partial<VaultClusterSettingsProps>]>([
    ['environment is "Prod"', { environment: 'Prod' }],
    ['nodes is 4: give 3, 5 or 7', { nodes: 4 }],
    ['clusters is empty', { clusters: [] }],
    ['clusters has a role twice', { clusters: [home, { ...away, role: home.role }] }],
    ['clusters[0].role is "a b"', { clusters: [{ ...home, role: 'a b' }] }],
    ['clusters[0].name is "*.example.com"', { clusters: [{ ...home, name: '*.example.com' }] }],
    ['clusters[0].name is "*"', { clusters: [{ ...home, name: '*' }] }],
    ['clusters[0].caCertificate is no certificate', { clusters: [{ ...home, caCertificate: 'ca.pem' }] }],
    ['clusters[0].caCertificate contains a private key', { clusters: [{ ...home, caCertificate: KEY }] }],
    ['mount is "/nodes"', { mount: '/nodes' }],
    ['boundCidrs has "10.0.0.1"', { boundCidrs: ['10.0.0.1'] }],
    ['auditFiles has "audit.log"', { auditFiles: ['audit.log', '/b'] }],
    ['auditFiles has one file twice', { auditFiles: ['/a', '/a'] }],
    ['OpenBao takes audit devices only from its configuration', { product: 'openbao', auditFiles: ['/a', '/b'] }],
    ['vault takes none by itself', { product: 'vault', snapshots }],
    ['only raft has snapshots', { storage: 'dynamodb', snapshots }],
    ['snapshots.bucket is "s3://b"', { snapshots: { ...snapshots, bucket: 's3://b' } }],
    ['snapshots.region is "Ireland"', { snapshots: { ...snapshots, region: 'Ireland' } }],
    ['snapshots.prefix is "/a"', { snapshots: { ...snapshots, prefix: '/a' } }],
    ['snapshots.everyMinutes is 1', { snapshots: { ...snapshots, everyMinutes: 1 } }],
    ['snapshots.keep is 0', { snapshots: { ...snapshots, keep: 0 } }],
  ])('are refused: %s', (problem, change) => expect(problemsOf(change)).toContain(problem));

  it('are refused in one error', () => {
    const message = problemsOf({ nodes: 2, clusters: [], mount: '/' });
    expect(message.split('\n')).toHaveLength(4);
    expect(message).toContain('The props of VaultClusterSettings have problems:');
  });

  it('never shows the private key that somebody gave for a certificate', () => {
    expect(problemsOf({ clusters: [{ ...home, caCertificate: `${KEY}\nc2VjcmV0` }] })).not.toContain('c2VjcmV0');
  });
});
