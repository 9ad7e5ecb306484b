import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, TerraformStack, Testing } from 'cdktf';
import type { TerraformProvider } from 'cdktf';
import { VaultDr, type VaultDrProps } from 'cdktf-vault-dr';

type Attributes = Readonly<Record<string, unknown>>;

/** A synthesised stack, by resource type. */
export interface Synthesised {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly data: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly output: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Providers {
  readonly home: TerraformProvider;
  readonly away: TerraformProvider;
  /** Of a third region, for the lease alone. */
  readonly witness: TerraformProvider;
  /** Of the account with the hosted zone. */
  readonly dns: TerraformProvider;
}

/** Synthesises whatever `build` puts into a stack with the usual providers. */
export function synthesise(build: (stack: TerraformStack, providers: Providers) => void): Synthesised {
  const stack = new TerraformStack(new App({ skipValidation: false }), 'test');
  const home = new AwsProvider(stack, 'aws-home', { alias: 'home', region: 'eu-west-1' });
  const away = new AwsProvider(stack, 'aws-away', { alias: 'away', region: 'eu-central-1' });
  const witness = new AwsProvider(stack, 'aws-witness', { alias: 'witness', region: 'eu-north-1' });
  const dns = new AwsProvider(stack, 'aws-dns', { alias: 'dns', region: 'eu-west-1' });
  new VaultProvider(stack, 'vault', { address: 'https://vault.example.com:8200' });
  build(stack, { home, away, witness, dns });
  return JSON.parse(Testing.synth(stack)) as Synthesised;
}

/** Props of a valid pair; a test changes what it is about. */
export const validProps = ({ home, away }: Providers): VaultDrProps => ({
  environment: 'test',
  identifier: 'a1',
  clientName: 'vault.example.com',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  home: {
    address: 'https://vault-primary.example.com:8200',
    region: 'eu-west-1',
    provider: home,
    subnetIds: ['subnet-1', 'subnet-2'],
    securityGroupIds: ['sg-1'],
  },
  away: {
    address: 'https://vault-dr.example.com:8200',
    region: 'eu-central-1',
    provider: away,
    subnetIds: ['subnet-3'],
    securityGroupIds: ['sg-2'],
  },
});

/** Synthesises one pair. */
export const synthesisePair = (
  change: (valid: VaultDrProps, providers: Providers) => VaultDrProps = (valid) => valid,
): Synthesised =>
  synthesise((stack, providers) => new VaultDr(stack, 'vault-dr', change(validProps(providers), providers)));

/** The same with a third region for the lease. */
export const withWitness = (valid: VaultDrProps, { witness }: Providers): VaultDrProps => ({
  ...valid,
  witness: { region: 'eu-north-1', provider: witness },
});

/** The same with its zone in another account. */
export const withZoneRole = (valid: VaultDrProps, { dns }: Providers): VaultDrProps => ({
  ...valid,
  dns: { provider: dns, roleArn: 'arn:aws:iam::222222222222:role/vault-dr-zone' },
});

/** The same with health checks on a signal. */
export const withDataPlane = (valid: VaultDrProps): VaultDrProps => ({ ...valid, traffic: { dataPlane: true } });

const controlArn = (id: string): string =>
  `arn:aws:route53-recovery-control::111111111111:controlpanel/0123abcd/routingcontrol/${id}`;

/** The same with health checks on routing controls. */
export const withRoutingControls = (valid: VaultDrProps): VaultDrProps => ({
  ...valid,
  traffic: {
    routingControls: {
      home: controlArn('0001'),
      away: controlArn('0002'),
      endpoints: ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2'].map((region) => ({
        region,
        endpoint: `https://0123abcd.route53-recovery-cluster.${region}.amazonaws.com/v1`,
      })),
    },
  },
});

const certificateIn = (region: string) => ({
  secretArn: `arn:aws:secretsmanager:${region}:111111111111:secret:vault-client-AbCdEf`,
  kmsKeyArn: `arn:aws:kms:${region}:111111111111:key/11111111-2222-3333-4444-555555555555`,
});

/** The same with listeners that ask for a client certificate. */
export const withClientCertificates = (valid: VaultDrProps): VaultDrProps => ({
  ...valid,
  home: { ...valid.home, clientCertificate: certificateIn(valid.home.region) },
  away: { ...valid.away, clientCertificate: certificateIn(valid.away.region) },
});

/** The resources of a type, by their path below the pair: `home-control-plane_auth_lambda`. */
export function resourcesOf({ resource }: Synthesised, type: string): Record<string, Attributes> {
  const entries = Object.entries(resource[type] ?? {});
  return Object.fromEntries(
    entries.map(([id, attributes]) => [id.replace(/^vault-dr_|_[0-9A-F]{8}$/g, ''), attributes]),
  );
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

/** The statements of a Lambda's role. */
export function statementsOf(synthesised: Synthesised, lambda: string): readonly Statement[] {
  const policy = resourcesOf(synthesised, 'aws_iam_role_policy')[`${lambda}_lambda_policy`];
  return (JSON.parse(String(policy?.['policy'])) as { Statement: Statement[] }).Statement;
}

/** The variables of a Lambda. */
export function variablesOf(synthesised: Synthesised, lambda: string): Record<string, string> {
  const attributes = resourcesOf(synthesised, 'aws_lambda_function')[`${lambda}_lambda`];
  return (attributes?.['environment'] as { variables: Record<string, string> }).variables;
}
