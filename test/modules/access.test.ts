import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { VaultDr, type PolicyStatement, type VaultDrProps } from 'cdktf-vault-dr';
import { resourcesOf, synthesise, validProps } from './synthesise';

/** The statements that a grant adds to a role. */
function grantedBy(
  grant: (pair: VaultDr, role: { allow(one: PolicyStatement): void }) => void,
  props: Partial<VaultDrProps> = {},
) {
  const statements: PolicyStatement[] = [];
  const { resource } = synthesise((stack, providers) => {
    const pair = new VaultDr(stack, 'vault-dr', { ...validProps(providers), ...props });
    grant(pair, { allow: (statement) => statements.push(statement) });
    const { home: provider } = providers;
    new IamRolePolicy(stack, 'access', { provider, role: 'r', policy: JSON.stringify(statements) });
  });
  const policy = resource['aws_iam_role_policy']?.['access']?.['policy'];
  return JSON.parse(String(policy)) as readonly PolicyStatement[];
}

const lambdas = (statements: readonly PolicyStatement[]) =>
  statements
    .filter(({ Action }) => Action.includes('lambda:InvokeFunction'))
    .flatMap(({ Resource }) => Resource.map((arn) => /vault-dr_(.*)_lambda/.exec(arn)?.[1]));

describe('VaultDr.grantOperate', () => {
  const statements = grantedBy((pair, role) => pair.grantOperate(role));

  it('lets a role call the Lambdas that operate, in both regions', () => {
    expect(lambdas(statements).sort()).toEqual(
      ['home', 'away']
        .flatMap((cluster) =>
          ['dr-operations', 'dns-switch', 'dr-operation-token-gen'].map((name) => `${cluster}-control-plane_${name}`),
        )
        .sort(),
    );
  });

  it('lets it read settings and journal, and nothing else', () => {
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'dynamodb:Query',
      'kms:Decrypt',
      'lambda:InvokeFunction',
      'ssm:GetParametersByPath',
    ]);
    expect(statements.flatMap(({ Resource }) => Resource).filter((arn) => arn.includes('*'))).toEqual([]);
    expect(statements.find(({ Sid }) => Sid === 'VaultDrJournalKey')?.Condition).toEqual({
      StringEquals: { 'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com', 'dynamodb.eu-central-1.amazonaws.com'] },
    });
  });
});

describe('VaultDr.grantLook', () => {
  it('lets a role call nothing but the watch', () => {
    expect(lambdas(grantedBy((pair, role) => pair.grantLook(role)))).toEqual(['home-watch', 'away-watch']);
  });

  it('is refused without a watch', () => {
    expect(() => grantedBy((pair, role) => pair.grantLook(role), { watch: false })).toThrow(/has no watch/);
  });
});

describe('VaultDr.metric', () => {
  it('gives what an alarm of the user needs', () => {
    const { resource } = synthesise((stack, providers) => {
      const pair = new VaultDr(stack, 'vault-dr', validProps(providers));
      const rule = {
        provider: providers.home,
        comparisonOperator: 'LessThanThreshold',
        evaluationPeriods: 1,
        threshold: 1,
        statistic: 'Minimum',
      };
      new CloudwatchMetricAlarm(stack, 'own', { ...rule, ...pair.metricFailoverPossible(), alarmName: 'own' });
      new CloudwatchMetricAlarm(stack, 'certificate', {
        ...rule,
        ...pair.metric('CertificateDaysLeft', 'away'),
        alarmName: 'certificate',
      });
    });
    const alarms = resourcesOf({ resource, data: {}, output: {} }, 'aws_cloudwatch_metric_alarm');
    const common = { namespace: 'VaultDr', period: 60 };
    expect(alarms['own']).toMatchObject({
      ...common,
      metric_name: 'FailoverPossible',
      dimensions: { environment: 'test', identifier: 'a1' },
    });
    expect(alarms['certificate']).toMatchObject({
      ...common,
      metric_name: 'CertificateDaysLeft',
      dimensions: { environment: 'test', identifier: 'a1', cluster: 'away' },
    });
  });
});
