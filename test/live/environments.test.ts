import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { CONFIGS, ENVIRONMENTS } from '../../live/environments';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { EnvironmentStack } from '../../live/shared/environment-stack';
import { LOCAL_WORLD_VARIABLE } from '../../live/shared/local-world';
import { CLUSTER_NAMES, FUNCTION_NAMES, VAULT_ENV } from '../../functions/shared/contract';

interface Stack {
  readonly terraform: { readonly backend: object; readonly required_providers: Record<string, { source: string }> };
  readonly provider: { readonly aws: object[]; readonly vault: object[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, { name?: string }>>>>;
}

interface LambdaJson {
  readonly provider: string;
}

const { dev } = CONFIGS;

const synthesise = (config: EnvironmentConfig = dev): Stack =>
  JSON.parse(Testing.synth(new EnvironmentStack(Testing.app(), config))) as Stack;

describe.each(ENVIRONMENTS)('live/%s', (name) => {
  const config = CONFIGS[name];

  it('has its own state key, bucket and KMS key, and a lock file', () => {
    expect(synthesise(config).terraform.backend).toEqual({
      s3: {
        bucket: config.state.bucket,
        region: config.state.region,
        key: `vault-dr/${name}/terraform.tfstate`,
        encrypt: true,
        kms_key_id: `alias/vault-dr-state-${name}`,
        use_lockfile: true,
      },
    });
  });

  it('can change only its own account, in one region per provider', () => {
    expect(synthesise(config).provider.aws).toMatchObject([
      { alias: 'home', region: config.home.region, allowed_account_ids: [config.accountId] },
      { alias: 'away', region: config.away.region, allowed_account_ids: [config.accountId] },
    ]);
  });
});

describe.each(ENVIRONMENTS)('the Lambdas of live/%s', (name) => {
  const config = CONFIGS[name];
  const functions = Object.entries(synthesise(config).resource['aws_lambda_function'] ?? {}) as [string, LambdaJson][];

  it.each(CLUSTER_NAMES)('run in the region and the network of %s, and know both clusters', (cluster) => {
    const here = functions.filter(([id]) => id.includes(`_${cluster}-control-plane_`));
    expect(here).toHaveLength(FUNCTION_NAMES.length);
    for (const [, lambda] of here) {
      expect(lambda).toMatchObject({
        provider: `aws.${cluster}`,
        vpc_config: { subnet_ids: config[cluster].subnetIds, security_group_ids: config[cluster].securityGroupIds },
        environment: {
          variables: {
            [VAULT_ENV.homeAddress]: config.home.address,
            [VAULT_ENV.awayAddress]: config.away.address,
          },
        },
      });
    }
  });
});

describe('every environment', () => {
  it('has the full source of each provider, so that Terraform and OpenTofu install the same ones', () => {
    const sources = Object.values(synthesise().terraform.required_providers).map(({ source }) => source);
    expect(sources.sort()).toEqual(['hashicorp/aws', 'hashicorp/vault']);
  });
});

describe('an environment with a witness region', () => {
  const { provider, resource } = synthesise({
    ...dev,
    witnessRegion: 'eu-north-1',
    maxFailoverLagSeconds: 600,
    heartbeatGraceSeconds: 20,
  });

  it('has a provider and a lease table in that region, in its own account', () => {
    expect(provider.aws).toContainEqual(
      expect.objectContaining({ alias: 'witness', region: 'eu-north-1', allowed_account_ids: [dev.accountId] }),
    );
    expect(Object.keys(resource['aws_dynamodb_table'] ?? {})).toHaveLength(3);
  });

  it('passes its limits to the Lambdas', () => {
    expect(JSON.stringify(resource['aws_lambda_function'])).toContain('"MAX_FAILOVER_LAG_SECONDS":"600"');
    expect(JSON.stringify(resource['aws_lambda_function'])).toContain('"HEARTBEAT_GRACE_MS":"20000"');
  });
});

describe('the local world', () => {
  const directory = mkdtempSync(join(tmpdir(), 'local-world-test-'));
  const file = join(directory, 'world.json');

  beforeAll(() => {
    const caFile = join(directory, 'ca.pem');
    writeFileSync(caFile, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    const world = {
      awsEndpoint: 'http://127.0.0.1:4566',
      accountId: '000000000000',
      hostedZoneId: 'Z1LOCAL',
      clientName: 'vault.local.test',
      home: { address: 'https://127.0.0.2:8200', dnsName: 'vault-home.local.test' },
      away: { address: 'https://127.0.0.3:8200', dnsName: 'vault-away.local.test' },
      vaultAddress: 'https://127.0.0.2:8200',
      caFile,
    };
    writeFileSync(file, JSON.stringify(world));
    process.env[LOCAL_WORLD_VARIABLE] = file;
  });

  afterAll(() => {
    delete process.env[LOCAL_WORLD_VARIABLE];
    rmSync(directory, { recursive: true });
  });

  it('makes the same resources as in AWS', () => {
    const here = synthesise();
    delete process.env[LOCAL_WORLD_VARIABLE];
    const inAws = synthesise();
    process.env[LOCAL_WORLD_VARIABLE] = file;
    const addresses = ({ resource }: Stack): string[] =>
      Object.entries(resource).flatMap(([type, resources]) => Object.keys(resources).map((id) => `${type}.${id}`));
    // Only the local world has a CA of its own, and a Vault without a mount for logins.
    const isItsOwn = (address: string): boolean => /-operator_ca_|aws-auth_(mount|client)_/.test(address);
    expect(addresses(here).filter((address) => !isItsOwn(address))).toEqual(addresses(inAws));
  });

  it('sends dev to the emulators', () => {
    const stack = synthesise();
    expect(stack.terraform.backend).toEqual({ local: { path: 'terraform.tfstate' } });
    expect(stack.provider.aws).toMatchObject([
      { endpoints: [expect.objectContaining({ lambda: 'http://127.0.0.1:4566' })] },
      { region: dev.away.region },
    ]);
    expect(Object.values(stack.resource['aws_route53_record'] ?? {}).map(({ name }) => name)).toEqual([
      'vault.local.test',
      'vault.local.test',
    ]);
  });

  it('refuses any other environment', () => {
    expect(() => synthesise({ ...dev, environment: 'prod' })).toThrow(/prod is not dev/);
  });
});
