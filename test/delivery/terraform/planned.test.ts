import { readPlan } from '../../../delivery/terraform/planned';

const plan = (more: object = {}): string =>
  JSON.stringify({
    resource_changes: [
      {
        address: 'aws_sqs_queue.a',
        type: 'aws_sqs_queue',
        mode: 'managed',
        change: { actions: ['create'], before: null, after: { name: 'a' } },
      },
    ],
    ...more,
  });

describe('a plan', () => {
  it('has the digest of its changes', () => {
    expect(readPlan(plan({ complete: true, errored: false }))).toMatchObject({
      changes: [{ address: 'aws_sqs_queue.a', actions: ['create'] }],
      digest: expect.stringMatching(/^\w{64}$/) as string,
    });
  });

  it.each([
    ['failed half-way', { errored: true }, /^planning failed half-way, so the plan is not used/],
    ['leaves something for a later plan', { complete: false }, /^Terraform leaves something for a later plan/],
    ['has a token in it', { variables: { a: `hvs.${'a'.repeat(24)}` } }, /^the plan contains a Vault token, so it/],
  ])('is not used when it %s', (_what, more, message) => {
    expect(() => readPlan(plan(more))).toThrow(message);
  });

  it('is refused without its secret in the message', () => {
    expect(() => readPlan(plan({ variables: { a: `hvs.${'a'.repeat(24)}` } }))).not.toThrow(/aaaa/);
  });
});
