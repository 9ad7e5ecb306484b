import { diffStacks, renderDiff } from '../../../delivery/promote/stack-diff';

const before = {
  '//': { metadata: { version: '0.21.0' } },
  resource: { aws_lambda_function: { auth: { memory_size: 128, environment: { LOG: 'INFO' }, layers: ['a'] } } },
  data: { aws_caller_identity: { me: {} } },
  terraform: { backend: { s3: { bucket: 'a' } } },
};

describe('the changes of a promotion in a stack', () => {
  it('are listed block by block and value by value', () => {
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

  it('leave out the metadata of cdktf', () => {
    expect(diffStacks(before, { ...before, '//': {} })).toEqual([]);
  });

  it('have their long values cut', () => {
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
