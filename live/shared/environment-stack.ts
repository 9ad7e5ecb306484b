import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider, type VaultProviderConfig } from '@cdktf/provider-vault/lib/provider';
import { LocalBackend, S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { VaultDr } from 'cdktf-vault-dr';
import type { EnvironmentConfig } from './environment-config';
import { stateKey, stateKeyAlias } from './state';
import { vaultLogin } from './vault-login';
import { moveToLocalWorld, readLocalWorld, type LocalWorld } from './local-world';

/** AWS services that the stack uses. The local world serves all of them at one address. */
const SERVICES = [
  'cloudwatchlogs',
  'dynamodb',
  'ec2',
  'events',
  'iam',
  'kms',
  'lambda',
  'route53',
  'secretsmanager',
  'ssm',
  'sts',
] as const;

/** One environment: backend, providers, and the pair's control plane. The same for every environment. */
export class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, given: EnvironmentConfig) {
    super(scope, `vault-dr-${given.environment}`);
    const world = readLocalWorld(given.environment);
    const config = world ? moveToLocalWorld(given, world) : given;
    this.createBackend(config, world);
    const awsProvider = (alias: string, region: string): AwsProvider =>
      this.createAwsProvider(alias, config, region, world);
    const home = awsProvider('home', config.home.region);
    const away = awsProvider('away', config.away.region);
    const { witnessRegion, dns } = config;
    const witness = witnessRegion && { region: witnessRegion, provider: awsProvider('witness', witnessRegion) };
    // cdktf writes the source as "aws", which is another provider for OpenTofu.
    this.addOverride('terraform.required_providers.aws.source', 'hashicorp/aws');
    new VaultDr(this, 'vault-dr', {
      ...config,
      vaultProvider: new VaultProvider(this, 'vault', vaultProviderConfig(config, world)),
      home: { ...config.home, provider: home },
      away: { ...config.away, provider: away },
      witness: witness || undefined,
      dns: dns && { roleArn: dns.roleArn, provider: this.createZoneProvider(dns, config, world) },
    });
  }

  /** S3 with a lock file. In the local world, which is temporary, the state is a file beside the stack. */
  private createBackend({ environment, state }: EnvironmentConfig, world: LocalWorld | undefined): void {
    if (world) {
      new LocalBackend(this, { path: 'terraform.tfstate' });
      return;
    }
    // Without a key Terraform requests S3's own encryption, even if the bucket has a key as its default.
    const kmsKeyId = stateKeyAlias(environment);
    new S3Backend(this, { ...state, key: stateKey(environment), encrypt: true, kmsKeyId });
    // The types of cdktf 0.21 have no such attribute.
    this.addOverride('terraform.backend.s3.use_lockfile', true);
  }

  private createAwsProvider(
    alias: string,
    { accountId, environment, identifier }: EnvironmentConfig,
    region: string,
    world: LocalWorld | undefined,
  ): AwsProvider {
    return new AwsProvider(this, `aws-${alias}`, {
      alias,
      region,
      allowedAccountIds: [accountId],
      defaultTags: [{ tags: { environment, identifier, 'managed-by': 'cdktf-vault-dr' } }],
      ...localAws(world),
    });
  }

  private createZoneProvider(
    { accountId, deployRoleArn }: NonNullable<EnvironmentConfig['dns']>,
    { home }: EnvironmentConfig,
    world: LocalWorld | undefined,
  ): AwsProvider {
    return new AwsProvider(this, 'aws-dns', {
      alias: 'dns',
      region: home.region,
      allowedAccountIds: [accountId],
      assumeRole: [{ roleArn: deployRoleArn }],
      ...localAws(world),
    });
  }
}

/** Sends the AWS provider to the emulator of the local world. */
function localAws(world: LocalWorld | undefined): AwsProviderConfig {
  if (!world) return {};
  const endpoints = Object.fromEntries(SERVICES.map((service) => [service, world.awsEndpoint]));
  return { endpoints: [endpoints], skipMetadataApiCheck: 'true' };
}

function vaultProviderConfig(config: EnvironmentConfig, world: LocalWorld | undefined): VaultProviderConfig {
  const address = config.vaultAddress ?? `https://${config.clientName}:8200`;
  if (world) return { address, caCertFile: world.caFile, skipChildToken: true };
  if (config.vaultLoginRole === undefined) return { address };
  // The token of a login has the lifetime of its role. A child of it would end earlier.
  return { address, authLoginAws: [vaultLogin(config, 'plan')], skipChildToken: true };
}
