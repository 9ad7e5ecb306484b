import { renderSummary } from '../../delivery/summary/render';
import type { PlanJson, ResourceChange } from '../../delivery/summary/plan-json';
import { findSecret } from '../../delivery/summary/secrets';

const HEADING = { environment: 'prod', module: '1.2.0', commit: 'a'.repeat(40), digest: 'b'.repeat(64) };

type Change = ResourceChange['change'];

function change(address: string, actions: Change['actions'], values: Partial<Change> = {}): ResourceChange {
  const [type = ''] = address.split('.');
  return { address, type, mode: 'managed', change: { actions, before: null, after: null, ...values } };
}

const weight = (value: number): Readonly<Record<string, unknown>> => ({ weighted_routing_policy: [{ weight: value }] });

const render = (...changes: readonly ResourceChange[]): string =>
  renderSummary({ resource_changes: changes } satisfies PlanJson, HEADING);

describe('the summary of a plan', () => {
  it('lists weights and permissions before everything else', () => {
    const text = render(
      change('aws_lambda_function.new', ['create'], { after: {} }),
      change('aws_iam_role_policy.auth', ['update'], { before: { policy: 'a' }, after: { policy: 'b' } }),
      change('aws_kms_alias.old', ['delete'], { before: {} }),
      change('vault_policy.token', ['create'], { after: {} }),
      change('aws_route53_record.home', ['update'], { before: weight(255), after: weight(0) }),
      change('aws_dynamodb_table.journal', ['delete', 'create'], {
        before: { name: 'a', arn: 'x' },
        after: { name: 'b' },
        after_unknown: { arn: true },
      }),
      change('aws_s3_bucket.same', ['no-op'], { before: {}, after: {} }),
    );
    expect(text).toBe(
      [
        '### Plan for prod: 2 added, 2 changed, 1 replaced, 1 destroyed',
        'Module 1.2.0, commit `aaaaaaaaaaaa`, plan archive `bbbbbbbbbbbbbbbb…`',
        '**DNS weights**',
        '- ~ `aws_route53_record.home`: weight 255 → 0',
        '**Permissions**',
        '- ~ `aws_iam_role_policy.auth`: policy\n- + `vault_policy.token`',
        '**Destroyed**',
        '- − `aws_kms_alias.old`',
        '**Replaced**',
        '- ± `aws_dynamodb_table.journal`: arn, name',
        '**Added**',
        '- + `aws_lambda_function.new`\n',
      ].join('\n\n'),
    );
  });

  it('shows names of attributes and no values', () => {
    const values = { before: { password: 'old secret' }, after: { password: 'new secret' } };
    expect(render(change('aws_secret.a', ['update'], values))).toContain('`aws_secret.a`: password\n');
    expect(render(change('aws_secret.a', ['update'], values))).not.toContain('secret\n');
  });

  it('does not list a record under weights when its weight stays', () => {
    const before = { ...weight(255), records: ['a'] };
    const text = render(
      change('aws_route53_record.home', ['update'], { before, after: { ...before, records: ['b'] } }),
    );
    expect(text).not.toContain('DNS weights');
    expect(text).toContain('**Changed**\n\n- ~ `aws_route53_record.home`: records');
  });

  it('says when nothing changes, and leaves data sources out', () => {
    const read = { ...change('aws_caller_identity.me', ['read']), mode: 'data' as const };
    expect(render(read)).toMatch(/^### Plan for prod: no changes\n/);
  });

  it('is refused when a name in it looks like a secret', () => {
    expect(() => render(change(`aws_a.x["hvs.${'A'.repeat(24)}"]`, ['create']))).toThrow(
      'the summary would show a Vault token, so it is not printed: rename the resource or its key',
    );
  });
});

describe('a secret', () => {
  it.each([
    [`hvb.${'A'.repeat(80)}`, 'a Vault token'],
    [`"token": "s.${'a1B2'.repeat(6)}"`, 'a Vault token'],
    [`b.${'A'.repeat(60)}`, 'a Vault token'],
    ['AKIAIOSFODNN7EXAMPLE', 'an AWS access key'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key'],
  ])('is found in a text: %s', (text, kind) => {
    expect(findSecret(`{"value":"${text}"}`)).toBe(kind);
  });

  it.each(['secretsmanager.eu-west-1.amazonaws.com', 'https://vault-dr.stage.example.com:8200', 'assets/auth/ABC.zip'])(
    'is not %s',
    (text) => expect(findSecret(text)).toBeUndefined(),
  );
});
