import { join } from 'node:path';
import { CommunityVaultDr, snapshotReplication, VaultCluster, type PolicyStatement } from 'cdktf-vault-dr';
import { createAuthority } from '../../helpers/certificates';
import { expectKept } from '../../helpers/kept-file';
import { validClusterProps, withProduct } from '../cluster/synthesise-cluster';
import { synthesise } from '../synthesise';
import { synthesiseCommunity, validCommunityProps, withDataPath } from './synthesise-community';

const MEANING =
  'Somebody has other rights than before. Read each line as an attacker would, and keep only what is needed.';

type Attributes = Readonly<Record<string, unknown>>;
const all = synthesiseCommunity();
const ofType = (type: string, { resource } = all): readonly Attributes[] => Object.values(resource[type] ?? {});
const statements = (policy: unknown): readonly (PolicyStatement & { readonly Effect: string })[] =>
  (JSON.parse(String(policy)) as { Statement: (PolicyStatement & { Effect: string })[] }).Statement;
/** The policy of the role of a Lambda, by the end of its Terraform id. */
const policyOf = (bundle: string, cluster: 'home' | 'away'): ReturnType<typeof statements> => {
  const id = `community_${cluster}-control-plane_${bundle}_lambda_policy`;
  const [found] = Object.entries(all.resource['aws_iam_role_policy'] ?? {}).filter(([name]) => name.startsWith(id));
  return statements(found?.[1]['policy']);
};
const actions = (bundle: string): string[] =>
  policyOf(bundle, 'away').flatMap(({ Action, Effect }) => (Effect === 'Allow' ? [...Action] : []));

describe('CommunityVaultDr', () => {
  it('has a bucket in each region, versioned, encrypted and not public', () => {
    const buckets = ofType('aws_s3_bucket');
    expect(buckets.map(({ bucket }) => String(bucket).replace(/\$.*/, ''))).toEqual([
      'vault-dr-copies-away-test-a1-',
      'vault-dr-copies-home-test-a1-',
    ]);
    expect(buckets.map(({ provider }) => provider)).toEqual(['aws.away', 'aws.home']);
    const both = <T>(expected: T): T[] => [expected, expected];
    const every = { block_public_acls: true, block_public_policy: true };
    expect(ofType('aws_s3_bucket_public_access_block')).toMatchObject(
      both({ ...every, ignore_public_acls: true, restrict_public_buckets: true }),
    );
    expect(ofType('aws_s3_bucket_versioning')).toMatchObject(both({ versioning_configuration: { status: 'Enabled' } }));
    const keys = ofType('aws_s3_bucket_server_side_encryption_configuration').map(
      ({ rule }) => (rule as readonly { apply_server_side_encryption_by_default: object }[])[0],
    );
    expect(keys.map((key) => key?.apply_server_side_encryption_by_default)).toEqual([
      { sse_algorithm: 'aws:kms', kms_master_key_id: expect.stringContaining('away-store_key') as string },
      { sse_algorithm: 'aws:kms', kms_master_key_id: expect.stringContaining('home-store_key') as string },
    ]);
  });

  it('has buckets that are reached with TLS alone', () => {
    const [denied, ...others] = ofType('aws_s3_bucket_policy').flatMap(({ policy }) => statements(policy));
    expect(others).toHaveLength(1);
    expect(denied).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(denied?.Resource).toHaveLength(2);
  });

  it('cannot lose its buckets by a plan', () => {
    expect(ofType('aws_s3_bucket').map(({ lifecycle }) => lifecycle)).toEqual([
      { prevent_destroy: true },
      { prevent_destroy: true },
    ]);
  });

  it('never lets what was sealed be forgotten, and keeps the files for as long as it is told', () => {
    const { resource } = synthesiseCommunity((valid) => ({
      ...valid,
      replication: snapshotReplication({ keepDays: 3 }),
    }));
    for (const { rule } of Object.values(resource['aws_s3_bucket_lifecycle_configuration'] ?? {})) {
      expect(rule).toMatchObject([{ filter: [{ prefix: 'snapshots/' }], expiration: [{ days: 3 }] }]);
    }
  });

  it('takes a copy in each region as often as it is told', () => {
    const { resource } = synthesiseCommunity((valid) => ({
      ...valid,
      replication: snapshotReplication({ intervalSeconds: 300 }),
    }));
    const rules = Object.values(resource['aws_cloudwatch_event_rule'] ?? {});
    const copies = rules.filter(({ name }) => String(name).startsWith('vault-dr-snapshots'));
    expect(copies.map(({ schedule_expression }) => schedule_expression)).toEqual([
      'rate(5 minutes)',
      'rate(5 minutes)',
    ]);
  });

  it('gives the Lambdas that work on a file as much storage as the longest one needs', () => {
    const { resource } = synthesiseCommunity((valid) => ({
      ...valid,
      replication: snapshotReplication({ maxFileMib: 800 }),
    }));
    const lambdas = Object.values(resource['aws_lambda_function'] ?? {});
    const withFiles = lambdas.filter(({ ephemeral_storage }) => ephemeral_storage !== undefined);
    expect(withFiles.map(({ function_name }) => String(function_name).replace(/-\w+-\w+$/, '')).sort()).toEqual([
      'vault-community-operations',
      'vault-community-operations',
      'vault-snapshot-puller',
      'vault-snapshot-puller',
    ]);
    for (const { ephemeral_storage, environment } of withFiles) {
      expect(ephemeral_storage).toEqual({ size: 912 });
      expect(environment).toMatchObject({ variables: { SNAPSHOT_MAX_FILE_MIB: '800' } });
    }
  });

  it('has no wildcard action, and deletes nothing', () => {
    const allowed = ofType('aws_iam_role_policy').flatMap(({ policy }) =>
      statements(policy).flatMap(({ Action, Effect }) => (Effect === 'Allow' ? [...Action] : [])),
    );
    expect(allowed.filter((action) => action.includes('*'))).toEqual([]);
    expect(allowed.filter((action) => /^s3:.*Delete|^secretsmanager:/.test(action))).toEqual([]);
  });

  it('lets the puller of a region write copies into the bucket of that region, and nothing else there', () => {
    expect(actions('snapshot-puller').filter((action) => /^(s3|ssm|route53|dynamodb):/.test(action))).toEqual([
      's3:GetObject',
      's3:PutObject',
      's3:ListBucket',
    ]);
    const [copies] = policyOf('snapshot-puller', 'away').filter(({ Sid }) => Sid === 'Copies');
    expect(copies?.Resource).toEqual([
      expect.stringMatching(/:s3:::\$\{aws_s3_bucket\.community_away.*\/snapshots\/\*$/),
      expect.stringMatching(/:s3:::\$\{aws_s3_bucket\.community_away.*\/parked\/\*$/),
    ]);
  });

  it('lets the operations run one document, and only on the servers with the tag of each cluster', () => {
    const sends = policyOf('community-operations', 'home').filter(({ Action }) => Action.includes('ssm:SendCommand'));
    expect(sends.map(({ Sid }) => Sid)).toEqual(['HomeDocument', 'HomeServers', 'AwayDocument', 'AwayServers']);
    expect(sends.map(({ Condition }) => Condition)).toEqual([
      undefined,
      { StringEquals: { 'ssm:resourceTag/vault-cluster': 'vault-test-home' } },
      undefined,
      { StringEquals: { 'ssm:resourceTag/vault-cluster': 'vault-test-away' } },
    ]);
    expect(sends.flatMap(({ Resource }) => Resource).filter((resource) => resource === '*')).toEqual([]);
  });

  it('limits what the document can be told', () => {
    const [document] = ofType('aws_ssm_document');
    expect(ofType('aws_ssm_document')).toHaveLength(2);
    expect(JSON.parse(String(document?.['content']))).toMatchObject({
      parameters: {
        Action: { allowedValues: ['restart', 'stop'] },
        Except: { allowedPattern: '^[A-Za-z0-9.:-]{1,253}$' },
      },
    });
  });

  it('makes the same policies and roles in both clusters, bound to the Lambdas of both regions', () => {
    const roles = ofType('vault_aws_auth_backend_role');
    expect(roles.map(({ provider, role }) => `${String(provider)} ${String(role)}`).sort()).toEqual([
      'vault.away vault-dr-engine-test-a1',
      'vault.away vault-dr-puller-test-a1',
      'vault.away vault-dr-watch-test-a1',
      'vault.home vault-dr-engine-test-a1',
      'vault.home vault-dr-puller-test-a1',
      'vault.home vault-dr-watch-test-a1',
    ]);
    for (const { bound_iam_principal_arns, token_type, token_no_default_policy, token_max_ttl } of roles) {
      expect(bound_iam_principal_arns).toEqual([
        expect.stringContaining('home-control-plane_auth'),
        expect.stringContaining('away-control-plane_auth'),
      ]);
      expect({ token_no_default_policy, token_max_ttl }).toEqual({ token_no_default_policy: true, token_max_ttl: 600 });
      // A service token would be a write, and a switchover is proven by the index of the last write.
      expect(token_type).toBe('batch');
    }
    const texts = new Set(ofType('vault_policy').map(({ name, policy }) => `${String(name)}\n${String(policy)}`));
    expect(texts.size).toBe(3);
  });

  it('gives nobody more than before', () => {
    const aws = Object.entries(all.resource['aws_iam_role_policy'] ?? {}).flatMap(([id, { policy }]) =>
      statements(policy).map(({ Sid, Effect, Action, Resource, Condition }) =>
        [
          `${id.replace(/_[0-9A-F]{8}$/, '')} ${Sid}: ${Effect}`,
          ...Action.map((action) => `  may ${action}`),
          ...Resource.map((resource) => `  on ${resource.replace(/_[0-9A-F]{8}\b/g, '')}`),
          ...(Condition ? [`  if ${JSON.stringify(Condition)}`] : []),
        ].join('\n'),
      ),
    );
    const vault = ofType('vault_policy').map(
      ({ provider, name, policy }) => `${String(provider)} ${String(name)}\n${String(policy).trim()}`,
    );
    expectKept(
      join(__dirname, '..', 'lists', 'rights-of-community.txt'),
      `${[...aws, ...vault].join('\n\n')}\n`,
      MEANING,
    );
  });

  it('never writes the marker of a parked cluster: Terraform would write it again after a failover', () => {
    expect(Object.keys(all.resource).filter((type) => /^vault_(kv|generic)/.test(type))).toEqual([]);
  });

  it('publishes the settings of vault-dr in both regions, without a token, and the certificates for themselves', () => {
    const { resource } = synthesiseCommunity((valid) => ({ ...valid, caPem: createAuthority().ca }));
    const parameters = Object.values(resource['aws_ssm_parameter'] ?? {});
    expect(parameters.map(({ provider, name }) => `${String(provider)} ${String(name)}`).sort()).toEqual([
      'aws.away /vault-dr/test/a1/ca',
      'aws.away /vault-dr/test/a1/settings',
      'aws.home /vault-dr/test/a1/ca',
      'aws.home /vault-dr/test/a1/settings',
    ]);
    const [settings] = parameters.filter(({ name }) => String(name).endsWith('/settings'));
    expect(JSON.parse(String(settings?.['value']))).toMatchObject({ replication: 'snapshot', interval_seconds: 60 });
    expect(String(settings?.['value'])).not.toMatch(/token|CERTIFICATE/);
  });

  it('publishes nothing if it is told so', () => {
    const { resource } = synthesiseCommunity((valid) => ({ ...valid, operatorParameters: false }));
    expect(resource).not.toHaveProperty('aws_ssm_parameter');
  });

  it('lets a role operate the pair', () => {
    const granted: PolicyStatement[] = [];
    synthesise((stack, providers) => {
      const pair = new CommunityVaultDr(stack, 'community', validCommunityProps(stack, providers));
      pair.grantOperate({ allow: (statement) => granted.push(statement) });
    });
    expect(granted.find(({ Action }) => Action.includes('lambda:InvokeFunction'))?.Resource).toHaveLength(2);
  });

  it('names all problems at once', () => {
    const build = (): unknown =>
      synthesiseCommunity((valid) => ({
        ...valid,
        replication: snapshotReplication({ intervalSeconds: 90, keepDays: 0, maxFileMib: 2000, mount: '/dr' }),
        operationTimeoutSeconds: 60,
        away: {
          ...valid.away,
          vaultProvider: valid.home.vaultProvider,
          nodes: { tagKey: 'a=b', tagValue: 'x y', service: 'vault; reboot', dataPath: '/opt' },
        },
        parkBySystem: true,
      }));
    for (const problem of [
      'replication.intervalSeconds is 90',
      'replication.keepDays is 0',
      'replication.maxFileMib is 2000',
      'replication.mount is "/dr"',
      'operationTimeoutSeconds is 60',
      'home.vaultProvider and away.vaultProvider are the same',
      'away.nodes.tagKey is "a=b"',
      'away.nodes.tagValue is "x y"',
      'away.nodes.service is "vault; reboot"',
      'away.nodes.dataPath is "/opt"',
      'parkBySystem needs home.nodes.dataPath and away.nodes.dataPath',
    ]) {
      expect(build).toThrow(problem);
    }
  });
});

describe('nodes.dataPath', () => {
  it.each(['/opt/vault/data', '/mnt/disk-1/raft', '/var/lib/vault.d'])('may be %s', (dataPath) => {
    expect(() => synthesiseCommunity(withDataPath(dataPath))).not.toThrow();
  });

  it.each([
    '/',
    '/var',
    '/opt/../etc',
    '/etc/vault',
    '/usr/local/vault',
    'opt/vault',
    '/opt/vault/',
    '/opt/a b',
    "/o/'x",
  ])('may not be %s', (dataPath) => {
    expect(() => synthesiseCommunity(withDataPath(dataPath))).toThrow(`home.nodes.dataPath is "${dataPath}"`);
  });
});

describe('a VaultCluster as a cluster of a CommunityVaultDr', () => {
  const cluster = (sessionManager: boolean): void => {
    synthesise((stack, providers) => {
      const valid = withProduct('openbao')(validClusterProps(providers), providers);
      const { home, ...props } = validCommunityProps(stack, providers);
      const nodes = new VaultCluster(stack, 'home', { ...valid, instances: { sessionManager } });
      const { vaultProvider } = home;
      const { loadBalancer } = nodes.asDrMember();
      const away = { ...props.away, ...(loadBalancer && { loadBalancer }) };
      const pair = new CommunityVaultDr(stack, 'it', {
        ...props,
        home: { ...nodes.asCommunityMember(), vaultProvider },
        away,
      });
      expect(pair.outputs['home']).toMatchObject({ address: 'https://vault-home.example.com:8200' });
    });
  };

  it('is reached at its active node', () => cluster(true));

  it('is refused if Systems Manager cannot reach its nodes', () => {
    expect(() => cluster(false)).toThrow('instances.sessionManager');
  });
});
