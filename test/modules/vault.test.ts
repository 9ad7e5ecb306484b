import {
  AUTOPILOT_RULES,
  BREAK_GLASS_TOKEN_RULES,
  OPERATION_TOKEN_RULES,
  renderVaultPolicy,
  tokenCreationRules,
  type WatchSettings,
} from 'cdktf-vault-dr';
import { resourcesOf, synthesisePair, variablesOf } from './synthesise';

const pair = synthesisePair();

/** The policy of the DR operation token. */
function tokenPolicy(watch: WatchSettings | false | undefined): unknown {
  const made = synthesisePair((valid) => ({ ...valid, ...(watch !== undefined && { watch }) }));
  return resourcesOf(made, 'vault_policy')['operation-token-role_policy']?.['policy'];
}

describe('Vault side', () => {
  it('lets the DR operation token do what the engine calls and nothing else', () => {
    expect(renderVaultPolicy(OPERATION_TOKEN_RULES)).toMatchInlineSnapshot(`
     "path "sys/replication/dr/status" {
       capabilities = ["read"]
     }

     path "sys/replication/dr/primary/demote" {
       capabilities = ["update"]
     }

     path "sys/replication/dr/primary/revoke-secondary" {
       capabilities = ["update"]
     }

     path "sys/replication/dr/primary/secondary-token" {
       capabilities = ["update", "sudo"]
     }

     path "sys/replication/dr/secondary/promote" {
       capabilities = ["update"]
     }

     path "sys/replication/dr/secondary/update-primary" {
       capabilities = ["update"]
     }
     "
    `);
  });

  it.each<[string, WatchSettings | false | undefined]>([
    ['without watch', undefined],
    ['without watch.autopilot', {}],
    ['with watch.autopilot: false', { autopilot: false }],
    ['with watch: false', false],
  ])('gives the DR operation token these rules alone %s', (_, watch) => {
    expect(tokenPolicy(watch)).toBe(renderVaultPolicy(OPERATION_TOKEN_RULES));
  });

  it('lets the DR operation token read what autopilot says, and nothing else more, with watch.autopilot', () => {
    expect(renderVaultPolicy(AUTOPILOT_RULES)).toBe(
      'path "sys/storage/raft/autopilot/state" {\n  capabilities = ["read"]\n}\n',
    );
    expect(tokenPolicy({ autopilot: true })).toBe(renderVaultPolicy([...OPERATION_TOKEN_RULES, ...AUTOPILOT_RULES]));
  });

  it.each([
    [true, 'true'],
    [false, undefined],
  ])('tells the watch of both regions whether to ask autopilot (%s)', (autopilot, expected) => {
    const made = synthesisePair((valid) => ({ ...valid, watch: { autopilot } }));
    const told = ['home', 'away'].map((cluster) => variablesOf(made, `${cluster}-watch`)['AUTOPILOT']);
    expect(told).toEqual([expected, expected]);
  });

  it('lets a login make tokens with one role and one lifetime, and nothing else', () => {
    expect(renderVaultPolicy(tokenCreationRules('dr-operation-token-test-a1', 28_800))).toMatchInlineSnapshot(`
     "path "auth/token/create/dr-operation-token-test-a1" {
       capabilities = ["update"]
       required_parameters = ["ttl"]
       allowed_parameters = {
         "ttl" = ["28800s"]
       }
     }
     "
    `);
  });

  it('lets the break-glass token make the calls that turn key shares into a token, and nothing else', () => {
    expect(renderVaultPolicy(BREAK_GLASS_TOKEN_RULES)).toBe(
      'path "sys/replication/dr/secondary/generate-operation-token/*" {\n' +
        '  capabilities = ["create", "read", "update", "delete"]\n}\n',
    );
  });

  it.each([
    [undefined, '604800'],
    [28_800, '604800'],
    [2_764_800, '2764800'],
  ])('lets a login and the generator agree on the lifetime of the break-glass token (%s)', (ttl, expected) => {
    const made = synthesisePair((valid) => ({ ...valid, operationTokenTtlSeconds: ttl }));
    const policy = resourcesOf(made, 'vault_policy')['aws-auth_policy'] as { policy: string };
    expect(policy.policy).toContain(`"ttl" = ["${expected}s"]`);
    const variables = variablesOf(made, 'away-control-plane_dr-operation-token-gen');
    expect(variables['BREAK_GLASS_TOKEN_TTL_SECONDS']).toBe(expected);
  });

  it('leaves out everything of the break-glass token with `breakGlassToken: false`', () => {
    const without = synthesisePair((valid) => ({ ...valid, breakGlassToken: false }));
    expect(JSON.stringify([without.resource, without.output])).not.toMatch(/break.?glass/i);
  });

  it('lets a login ask for the lifetime that the generator asks for', () => {
    const changed = synthesisePair((valid) => ({ ...valid, operationTokenTtlSeconds: 36_000 }));
    expect(resourcesOf(changed, 'vault_policy')['aws-auth_policy']).toMatchObject({
      policy: expect.stringContaining('"ttl" = ["36000s"]') as string,
    });
  });

  it('has a token role that Vault accepts for batch tokens', () => {
    const role = resourcesOf(pair, 'vault_token_auth_backend_role')['operation-token-role'];
    expect(role).toMatchObject({
      role_name: 'dr-operation-token-test-a1',
      token_type: 'batch',
      orphan: true,
      renewable: false,
      token_no_default_policy: true,
    });
    expect(role).not.toHaveProperty('token_period');
    expect(role).not.toHaveProperty('token_explicit_max_ttl');
  });

  it("binds the AWS-auth role to both auth Lambdas' IAM roles, for 300 s and at most 600 s", () => {
    expect(resourcesOf(pair, 'vault_aws_auth_backend_role')['aws-auth']).toMatchObject({
      role: 'dr-operation-token-gen-test-a1',
      auth_type: 'iam',
      token_ttl: 300,
      token_max_ttl: 600,
      bound_iam_principal_arns: [
        expect.stringContaining('home-control-plane_auth') as string,
        expect.stringContaining('away-control-plane_auth') as string,
      ],
    });
  });

  it('looks up the mount, and does not create it by default', () => {
    expect(Object.values(pair.data['vault_auth_backend'] ?? {})).toMatchObject([{ path: 'aws' }]);
    expect(pair.resource['vault_auth_backend']).toBeUndefined();
  });

  it('creates the mount and its client configuration with `create`', () => {
    const made = synthesisePair((valid) => ({ ...valid, awsAuth: { create: true } }));
    expect(resourcesOf(made, 'vault_auth_backend')['aws-auth_mount']).toMatchObject({ type: 'aws', path: 'aws' });
    expect(resourcesOf(made, 'vault_aws_auth_backend_client')['aws-auth_client']).toMatchObject({
      iam_server_id_header_value: 'vault.example.com',
      use_sts_region_from_client: true,
    });
  });

  it('makes Vault use one STS region with `stsRegion`', () => {
    const made = synthesisePair((valid) => ({ ...valid, awsAuth: { create: true, stsRegion: 'eu-west-1' } }));
    const client = resourcesOf(made, 'vault_aws_auth_backend_client')['aws-auth_client'];
    expect(client).toMatchObject({ sts_region: 'eu-west-1', sts_endpoint: 'https://sts.eu-west-1.amazonaws.com' });
    expect(client).not.toHaveProperty('use_sts_region_from_client');
  });
});
