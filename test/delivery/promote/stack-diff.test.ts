import { diffStacks, renderDiff } from '../../../delivery/promote/stack-diff';

const before = {
  '//': { metadata: { version: '0.21.0' } },
  resource: { aws_lambda_function: { auth: { memory_size: 128, environment: { LOG: 'INFO' }, layers: ['a'] } } },
  data: { aws_caller_identity: { me: {} } },
  terraform: { backend: { s3: { bucket: 'a' } } },
};

describe('what a promotion does to a stack', () => {
  it('is told block by block and value by value', () => {
    const after = {
      ...before,
      resource: {
        aws_lambda_function: { auth: { memory_size: 256, environment: { LOG: 'INFO' }, layers: ['a', 'b'], '//': {} } },
        aws_kms_key: { key: {} },
      },
      data: {},
    };
    expect(renderDiff(diffStacks(before, after))).toBe(
      [
        '+ aws_kms_key.key',
        '~ aws_lambda_function.auth',
        '    layers.1: none → "b"',
        '    memory_size: 128 → 256',
        '− data.aws_caller_identity.me',
      ].join('\n'),
    );
  });

  it('is nothing when only what cdktf says about itself differs', () => {
    expect(diffStacks(before, { ...before, '//': {} })).toEqual([]);
  });

  it('cuts long values', () => {
    const policy = 'x'.repeat(500);
    const after = {
      ...before,
      resource: { aws_lambda_function: { auth: { ...before.resource.aws_lambda_function.auth, policy } } },
    };
    expect(renderDiff(diffStacks(before, after))).toBe(
      `~ aws_lambda_function.auth\n    policy: none → "${'x'.repeat(99)}…`,
    );
  });
});
