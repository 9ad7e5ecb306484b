import { renderSummary } from '../../../delivery/summary/render';
import type { PlanJson, ResourceChange } from '../../../delivery/summary/plan-json';
import { findSecret } from '../../../delivery/summary/secrets';

const HEADING = { environment: 'prod', module: '1.2.0', commit: 'a'.repeat(40), digest: 'b'.repeat(64) };

type Change = ResourceChange['change'];

/** A change whose values are no secrets, unless a test marks them. */
function change(address: string, actions: Change['actions'], values: Partial<Change> = {}): ResourceChange {
  const [type = ''] = address.split('.');
  const marks = { before_sensitive: {}, after_sensitive: {} };
  return { address, type, mode: 'managed', change: { actions, before: null, after: null, ...marks, ...values } };
}

const weight = (value: number): Readonly<Record<string, unknown>> => ({ weighted_routing_policy: [{ weight: value }] });

const render = (...changes: readonly ResourceChange[]): string =>
  renderSummary({ resource_changes: changes } satisfies PlanJson, HEADING);

describe('the summary of a plan', () => {
  it('begins with DNS, what is destroyed or replaced, and permissions', () => {
    const text = render(
      change('aws_lambda_function.new', ['create'], { after: { memory_size: 256, layers: null } }),
      change('aws_sqs_queue.same', ['update'], { before: { name: 'a' }, after: { name: 'b' } }),
      change('vault_policy.token', ['create'], { after: { name: 'token' } }),
      change('aws_kms_alias.old', ['delete'], { before: { name: 'alias/old' } }),
      change('aws_route53_record.home', ['update'], { before: weight(255), after: weight(0) }),
      change('aws_dynamodb_table.journal', ['delete', 'create'], {
        before: { name: 'a', arn: 'x' },
        after: { name: 'b' },
        after_unknown: { arn: true },
        replace_paths: [['name']],
      }),
      change('aws_s3_bucket.same', ['no-op'], { before: {}, after: {} }),
    );
    expect(text).toBe(
      [
        '### Plan for prod: 2 added, 2 changed, 1 replaced, 1 destroyed',
        `Module 1.2.0, commit \`aaaaaaaaaaaa\`, digest \`${'b'.repeat(64)}\``,
        '**DNS**',
        '- ~ `aws_route53_record.home`: weight 255 → 0\n  - `weighted_routing_policy.0.weight`: `255` → `0`',
        '**Destroyed**',
        '- − `aws_kms_alias.old`',
        '**Replaced**',
        '- ± `aws_dynamodb_table.journal` (because of `name`)\n' +
          '  - `arn`: `"x"` → known after the apply\n  - `name`: `"a"` → `"b"`',
        '**Permissions**',
        '- + `vault_policy.token`\n  - `name`: `"token"`',
        '**Changed**',
        '- ~ `aws_sqs_queue.same`\n  - `name`: `"a"` → `"b"`',
        '**Added**',
        '- + `aws_lambda_function.new`\n  - `memory_size`: `256`\n',
      ].join('\n\n'),
    );
  });

  it.each([
    'aws_iam_role',
    'aws_lambda_permission',
    'aws_kms_key_policy',
    'vault_policy',
    'vault_token_auth_backend_role',
  ])('counts %s among the permissions', (type) =>
    expect(render(change(`${type}.a`, ['create'], { after: { a: 1 } }))).toContain('**Permissions**'),
  );

  it('compares a policy line by line, whatever the order of its keys', () => {
    const policy = (action: string): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
    const reordered = JSON.stringify({
      Statement: [{ Resource: '*', Effect: 'Allow', Action: 'kms:*' }],
      Version: '2012-10-17',
    });
    const values = { before: { policy: policy('kms:Decrypt') }, after: { policy: reordered } };
    expect(render(change('aws_iam_role_policy.auth', ['update'], values))).toContain(
      [
        '- ~ `aws_iam_role_policy.auth`',
        '  - `policy`:',
        '    ```diff',
        '      {',
        '        "Statement": [',
        '          {',
        '    -       "Action": "kms:Decrypt",',
        '    +       "Action": "kms:*",',
        '            "Effect": "Allow",',
        '            "Resource": "*"',
        '          }',
        '    …',
        '    ```',
      ].join('\n'),
    );
  });

  it('compares a policy of Vault line by line, and shows a new one as a whole', () => {
    const rule = (path: string): string => `path "${path}" {\n  capabilities = ["read"]\n}\n`;
    const changed = { before: { policy: rule('a') }, after: { policy: rule('b') } };
    const text = render(
      change('vault_policy.changed', ['update'], changed),
      change('vault_policy.new', ['create'], { after: { policy: rule('c') } }),
    );
    expect(text).toContain('    - path "a" {\n    + path "b" {\n        capabilities = ["read"]\n      }\n');
    expect(text).toContain('    + path "c" {\n    +   capabilities = ["read"]\n    + }\n');
  });

  it('lists a record whose weight changes before the others', () => {
    const text = render(
      change('aws_route53_record.a', ['update'], {
        before: { ...weight(255), ttl: 60 },
        after: { ...weight(255), ttl: 10 },
      }),
      change('aws_route53_record.b', ['delete'], { before: weight(255) }),
    );
    expect(text).toContain(
      '**DNS**\n\n- − `aws_route53_record.b`: weight 255 → none\n' +
        '- ~ `aws_route53_record.a`\n  - `ttl`: `60` → `10`',
    );
  });

  it('tells what is only forgotten, moved or imported from what changes', () => {
    const text = render(
      change('aws_kms_key.kept', ['forget'], { before: { arn: 'x' } }),
      { ...change('aws_kms_key.here', ['no-op']), previous_address: 'aws_kms_key.there' },
      change('aws_kms_key.old', ['no-op'], { importing: { id: 'x' } }),
    );
    expect(text).toContain('- − `aws_kms_key.kept` (stays in place, Terraform only forgets it)');
    expect(text).toContain(
      '**Moved or imported**\n\n- `aws_kms_key.here` (was `aws_kms_key.there`)\n' +
        '- `aws_kms_key.old` (exists already, and is imported)',
    );
  });

  it('warns when the plan is not everything', () => {
    expect(renderSummary({ errored: true }, HEADING)).toContain(
      '**Planning failed half-way. This is not everything.**',
    );
    expect(renderSummary({ complete: false }, HEADING)).toContain('**Terraform leaves something for a later plan.**');
  });

  it('says when nothing changes, and leaves data sources out', () => {
    const read = { ...change('aws_caller_identity.me', ['read']), mode: 'data' as const };
    expect(render(read)).toMatch(/^### Plan for prod: no changes\n/);
  });

  it('names what does not fit into a comment, and shows it in full', () => {
    const rows = Array.from({ length: 40 }, (_, index) => {
      const text = (side: string): string =>
        Array.from({ length: 30 }, (__, line) => `${side} ${index} ${line}`).join('\n');
      return change(`aws_sqs_queue.q${index}`, ['update'], {
        before: { text: text('old') },
        after: { text: text('new') },
      });
    });
    const [text, full] = [render(...rows), renderSummary({ resource_changes: rows }, HEADING, { full: true })];
    expect(text.length).toBeLessThan(21_000);
    expect(text).toContain('- ~ `aws_sqs_queue.q39`: `text`');
    expect(text).toMatch(/The values of \d+ resources do not fit here: see `make show ENV=prod FULL=yes`\./);
    expect(full).toContain('+ new 39 29');
    expect(full).not.toContain('do not fit');
  });

  it('shows what is destroyed with its values only in full', () => {
    const gone = change('aws_sqs_queue.gone', ['delete'], { before: { name: 'old-name' } });
    expect(render(gone)).not.toContain('old-name');
    expect(renderSummary({ resource_changes: [gone] }, HEADING, { full: true })).toContain(
      '`name`: `"old-name"` → none',
    );
  });

  it('lets no value end its code or hide itself', () => {
    const values = { before: { name: 'a' }, after: { name: '`</code> @team \u202e\n``` end' } };
    expect(render(change('aws_sqs_queue.a', ['update'], values))).toContain(
      ['  - `name`:', '    ````diff', '    - "a"', '    + `</code> @team \\u{202e}', '    + ``` end', '    ````']
        .join('\n')
        .replace('    - "a"', '    - `"a"`'),
    );
  });

  it('is refused when a name in it looks like a secret', () => {
    expect(() => render(change(`aws_a.x["hvs.${'A'.repeat(24)}"]`, ['create']))).toThrow(
      'the summary would show a Vault token, so it is not printed: rename the resource or its key',
    );
  });
});

describe('a secret in a plan', () => {
  const PLANTED = 'planted-secret';
  /** Every way in which Terraform marks a secret: at the value, above it, on one side, in a list, in an output. */
  const PLANS: readonly (readonly [string, PlanJson])[] = [
    ['a marked attribute', plan({ before: { a: 'x' }, after: { a: PLANTED }, after_sensitive: { a: true } })],
    ['a marked former value', plan({ before: { a: PLANTED }, after: { a: 'x' }, before_sensitive: { a: true } })],
    [
      'a value that gets its mark now',
      plan({ before: { a: PLANTED }, after: { a: PLANTED + 2 }, after_sensitive: { a: true } }),
    ],
    ['a value inside a marked block', plan({ after: { block: [{ a: PLANTED }] }, after_sensitive: { block: true } })],
    [
      'a marked value inside a block',
      plan({ after: { block: [{ a: PLANTED, b: 1 }] }, after_sensitive: { block: [{ a: true }] } }),
    ],
    ['an element of a list', plan({ after: { list: ['x', PLANTED] }, after_sensitive: { list: [false, true] } })],
    ['a value of a map', plan({ after: { map: { k: PLANTED } }, after_sensitive: { map: { k: true } } })],
    ['a resource that is marked as a whole', plan({ after: { a: PLANTED }, after_sensitive: true })],
    ['a plan without marks', plan({ after: { a: PLANTED }, after_sensitive: undefined, before_sensitive: undefined })],
    ['an attribute that is called like a secret', plan({ after: { secret_string: PLANTED } })],
    [
      'a policy document',
      plan({ after: { policy: JSON.stringify({ a: PLANTED }) }, after_sensitive: { policy: true } }),
    ],
    [
      'an output',
      {
        output_changes: {
          token: {
            actions: ['update'],
            before: `${PLANTED}-old`,
            after: { inner: PLANTED },
            before_sensitive: true,
            after_sensitive: true,
          },
        },
      },
    ],
  ];

  function plan(values: Partial<Change>): PlanJson {
    return { resource_changes: [change('aws_a.a', values.before ? ['update'] : ['create'], values)] };
  }

  it.each(PLANS)('is never shown: %s', (_what, json) => {
    for (const full of [false, true]) {
      const text = renderSummary(json, HEADING, { full });
      expect(text).not.toContain(PLANTED);
      expect(text).toContain('(secret)');
    }
  });

  it('is hidden when it only looks like one', () => {
    const text = render(change('aws_a.a', ['create'], { after: { a: `hvs.${'A'.repeat(24)}` } }));
    expect(text).toContain('`a`: (secret)');
  });

  it('does not hide what is beside it', () => {
    const values = { after: { block: [{ a: PLANTED, b: 1 }] }, after_sensitive: { block: [{ a: true }] } };
    expect(render(change('aws_a.a', ['create'], values))).toContain('`block.0.b`: `1`');
  });
});

describe('the outputs in a summary', () => {
  it('are shown with what changes in them', () => {
    const output_changes: PlanJson['output_changes'] = {
      same: { actions: ['no-op'], before: 1, after: 1, before_sensitive: false, after_sensitive: false },
      version: {
        actions: ['update'],
        before: '1.0.0',
        after: '1.1.0',
        before_sensitive: false,
        after_sensitive: false,
      },
    };
    expect(renderSummary({ output_changes }, HEADING)).toContain(
      '**Outputs**\n\n- `version`\n  - `value`: `"1.0.0"` → `"1.1.0"`\n',
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
