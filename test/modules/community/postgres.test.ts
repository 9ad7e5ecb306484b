import { join } from 'node:path';
import { selfRunDatabase, type PolicyStatement, type PostgresPairProps } from 'cdktf-vault-dr';
import { POSTGRES_ENV } from '../../../functions/postgres-operations/contract';
import { expectKept } from '../../helpers/kept-file';
import type { Synthesised } from '../synthesise';
import { rds, selfRun, synthesisePostgres, withRds, withStepDown } from './synthesise-community';

const MEANING =
  'Somebody has other rights than before. Read each line as an attacker would, and keep only what is needed.';

type Attributes = Readonly<Record<string, unknown>>;
const all = synthesisePostgres();
/** Without the watch and the events. */
const bare = synthesisePostgres((valid) => ({ ...valid, watch: false, events: false }));
const ofType = (type: string, { resource }: Synthesised = all): readonly Attributes[] =>
  Object.values(resource[type] ?? {});
const statements = (policy: unknown): readonly (PolicyStatement & { readonly Effect: string })[] =>
  (JSON.parse(String(policy)) as { Statement: (PolicyStatement & { Effect: string })[] }).Statement;
const variables = (synthesised: Synthesised, region: string): Readonly<Record<string, string>> => {
  const found = ofType('aws_lambda_function', synthesised).find(
    ({ provider, function_name: name }) =>
      provider === `aws.${region}` && name === 'vault-community-operations-test-a1',
  );
  return (found?.['environment'] as { variables: Record<string, string> }).variables;
};

describe('CommunityVaultDr with postgresReplication', () => {
  it('has one Lambda in each region, with the name that it has with every kind of replication', () => {
    expect(ofType('aws_lambda_function', bare).map(({ function_name: name }) => name)).toEqual([
      'vault-community-operations-test-a1',
      'vault-community-operations-test-a1',
    ]);
  });

  it('has no bucket, no SSM document, no schedule, and nothing in Vault', () => {
    const types = Object.keys(bare.resource);
    expect(types.filter((type) => /^aws_(s3|ssm_document|cloudwatch_event)|^vault_/.test(type))).toEqual([]);
  });

  it('tells the Lambda of each region both databases, and the secret of its own region', () => {
    expect(JSON.parse(variables(all, 'away')[POSTGRES_ENV.databases] ?? '')).toMatchObject({
      home: { kind: 'self-run', host: 'db-home.example.com', port: 5432, database: 'bao', user: 'vault_dr' },
      away: { host: 'db-away.example.com' },
    });
    expect(variables(all, 'home')[POSTGRES_ENV.passwordArn]).toContain(':eu-west-1:');
    expect(variables(all, 'away')[POSTGRES_ENV.passwordArn]).toContain(':eu-central-1:');
  });

  it('is watched once a minute in each region, by a Lambda with the name that it has with every kind of replication', () => {
    const names = ofType('aws_lambda_function').map(({ function_name: name }) => String(name));
    expect(names.filter((name) => name.includes('watch'))).toHaveLength(2);
    const rules = ofType('aws_cloudwatch_event_rule').map(({ schedule_expression }) => schedule_expression);
    expect(rules).toEqual(['rate(1 minute)', 'rate(1 minute)']);
    const metrics = ofType('aws_cloudwatch_metric_alarm').map(({ metric_name }) => String(metric_name));
    expect(metrics).toContain('HeartbeatAgeSeconds');
    expect(metrics.filter((metric) => metric.startsWith('Snapshot'))).toEqual([]);
  });

  it('lets the watch promote nothing, also with RDS', () => {
    const { resource } = synthesisePostgres(withRds);
    const policies = Object.entries(resource['aws_iam_role_policy'] ?? {}).filter(([id]) => id.includes('-watch_'));
    const actions = policies.flatMap(([, { policy }]) => statements(policy).flatMap(({ Action }) => [...Action]));
    expect(policies).toHaveLength(2);
    expect(
      actions.filter((action) => /^(rds|ssm):|^(dynamodb|route53|s3|secretsmanager):(Put|Delete|Change)/.test(action)),
    ).toEqual([]);
  });

  it('drills by a schedule only where a tool makes the old primary a replica', () => {
    const withDrill = (linkWithinSeconds: number): Synthesised =>
      synthesisePostgres((valid) => ({
        ...valid,
        replication: { ...valid.replication, linkWithinSeconds },
        drill: { schedule: 'cron(0 4 1 * ? *)' },
      }));
    expect(ofType('aws_sfn_state_machine', withDrill(120))).toHaveLength(1);
    expect(() => withDrill(0)).toThrow('drill.schedule needs replication.linkWithinSeconds');
  });

  it('gives the Lambda more time with RDS', () => {
    const timeouts = (synthesised: Synthesised): unknown[] =>
      ofType('aws_lambda_function', synthesised)
        .filter(({ function_name: name }) => String(name).includes('operations'))
        .map(({ timeout }) => timeout);
    expect(timeouts(all)).toEqual([600, 600]);
    expect(timeouts(synthesisePostgres(withRds))).toEqual([900, 900]);
  });

  it('makes one role in Vault that may only tell a cluster to step down, if that is wanted', () => {
    const synthesised = synthesisePostgres(withStepDown);
    const [role, ...others] = ofType('vault_aws_auth_backend_role', synthesised);
    expect(others).toEqual([]);
    expect(role).toMatchObject({ provider: 'vault.pair', role: 'vault-dr-engine-test-a1', token_type: 'batch' });
    expect(role?.['bound_iam_principal_arns']).toHaveLength(2);
    expect(
      ofType('vault_policy', synthesised).map(({ policy }) => String(policy).replaceAll(/\s+/g, ' ').trim()),
    ).toEqual(['path "sys/step-down" { capabilities = ["update", "sudo"] }']);
  });

  it('gives nobody more than before', () => {
    const render = (synthesised: Synthesised): string[] =>
      Object.entries(synthesised.resource['aws_iam_role_policy'] ?? {}).flatMap(([id, { policy }]) =>
        statements(policy).map(({ Sid, Effect, Action, Resource, Condition }) =>
          [
            `${id.replace(/_[0-9A-F]{8}$/, '')} ${Sid}: ${Effect}`,
            ...Action.map((action) => `  may ${action}`),
            ...Resource.map((resource) => `  on ${resource.replace(/_[0-9A-F]{8}\b/g, '')}`),
            ...(Condition ? [`  if ${JSON.stringify(Condition)}`] : []),
          ].join('\n'),
        ),
      );
    const text = render(synthesisePostgres((valid, stack) => withStepDown(withRds(valid), stack))).join('\n\n');
    expectKept(join(__dirname, '..', 'lists', 'rights-of-postgres.txt'), `${text}\n`, MEANING);
  });

  const problems: readonly (readonly [string, (valid: PostgresPairProps) => PostgresPairProps])[] = [
    ['an endpoint of Aurora', (valid) => changed(valid, { host: 'bao.cluster-abc.eu-west-1.rds.amazonaws.com' })],
    ['use rdsDatabase()', (valid) => changed(valid, { host: 'bao.abc.eu-west-1.rds.amazonaws.com' })],
    ['home.host is "db:5432"', (valid) => changed(valid, { host: 'db:5432' })],
    ['home.port is 0', (valid) => changed(valid, { port: 0 })],
    ['two names of the database, "other" and "bao"', (valid) => changed(valid, { database: 'other' })],
    ['home.database is "Bao!"', (valid) => changed(valid, { database: 'Bao!' })],
    ['home.user is "postgres"', (valid) => changed(valid, { user: 'postgres' })],
    ['home.password.secretArn is in eu-central-1', (valid) => changed(valid, { password: selfRun('away').password })],
    ['home.host and away.host are equal', (valid) => changed(valid, { host: 'db-away.example.com' })],
    ['one of RDS and one of your own', (valid) => changed(valid, rds('home'))],
    ['replication.caPem is missing', (valid) => more(withRds(valid), { caPem: undefined })],
    ['home.instance is "Bao_1"', (valid) => changed(withRds(valid), { ...rds('home'), instance: 'Bao_1' })],
    ['operationTimeoutSeconds is 600', (valid) => ({ ...withRds(valid), operationTimeoutSeconds: 600 })],
    ['replication.lockTable is "a b"', (valid) => more(valid, { lockTable: 'a b' })],
    ['replication.maxLagBytes is 0', (valid) => more(valid, { maxLagBytes: 0 })],
    ['replication.linkWithinSeconds is 601', (valid) => more(valid, { linkWithinSeconds: 601 })],
    ['replication.caPem has no certificate', (valid) => more(valid, { caPem: 'a file' })],
  ];
  it.each(problems)('refuses what cannot work: %s', (problem, change) => {
    expect(() => synthesisePostgres(change)).toThrow(problem);
  });

  it('has the defaults of PostgreSQL', () => {
    expect(selfRunDatabase({ host: 'a', database: 'b', password: { secretArn: 'c' } })).toMatchObject({
      port: 5432,
      user: 'vault_dr',
    });
  });
});

const more = (valid: PostgresPairProps, change: Partial<PostgresPairProps['replication']>): PostgresPairProps => ({
  ...valid,
  replication: { ...valid.replication, ...change },
});

const changed = (
  valid: PostgresPairProps,
  change: Partial<PostgresPairProps['replication']['databases']['home']>,
): PostgresPairProps => {
  const { home, away } = valid.replication.databases;
  return more(valid, { databases: { home: { ...home, ...change }, away } });
};
