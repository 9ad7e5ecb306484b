import { renderPromotion, type PromotionText } from '../../../delivery/promote/render-promotion';

const policy = (action: string): string => JSON.stringify({ Statement: [{ Action: action, Resource: '*' }] });

const PROMOTION: PromotionText = {
  environment: 'prod',
  from: '0.1.0',
  to: '0.2.0',
  notes: '## 0.2.0 (2026-01-01)\n\n- a prop',
  changes: [
    { address: 'aws_sqs_queue.new', kind: 'added', values: [] },
    {
      address: 'aws_iam_role_policy.auth',
      kind: 'changed',
      values: [{ path: 'policy', before: policy('kms:Decrypt'), after: policy('kms:*') }],
    },
  ],
};

describe('the difference of a promotion', () => {
  it('has the changelog, and what the release alone changes, policies line by line', () => {
    const text = renderPromotion(PROMOTION);
    expect(text).toContain('### prod: release 0.1.0 → 0.2.0\n\n<details><summary>Changelog</summary>\n\n## 0.2.0');
    expect(text).toContain('- + `aws_sqs_queue.new`\n- ~ `aws_iam_role_policy.auth`\n  - `policy`:\n    ```diff\n');
    expect(text).toContain('    -       "Action": "kms:Decrypt",\n    +       "Action": "kms:*",\n');
  });

  it('says when both releases give the same stack, and when it goes back', () => {
    const text = renderPromotion({ ...PROMOTION, notes: '', changes: [] });
    expect(text).toContain('this goes back to an older release.');
    expect(text).toContain('Nothing: both releases give the same stack.');
  });

  it('fits into a comment, and says how much is left out', () => {
    const changes = Array.from({ length: 2_000 }, (_, index) => ({
      address: `aws_sqs_queue.number_${index}`,
      kind: 'added' as const,
      values: [],
    }));
    const text = renderPromotion({ ...PROMOTION, notes: 'a line\n'.repeat(5_000), changes });
    expect(text.length).toBeLessThan(20_000);
    expect(text).toContain('… the rest is in CHANGELOG.md');
    expect(text).toMatch(/- … and \d+ more, which the plan has\n$/);
  });

  it('is refused when a secret is in the stack', () => {
    const values = [{ path: 'token', before: null, after: `hvs.${'A'.repeat(24)}` }];
    const changes = [{ address: 'aws_a.a', kind: 'changed' as const, values }];
    expect(() => renderPromotion({ ...PROMOTION, changes })).toThrow(
      'the stack of prod contains a Vault token: find the value that puts it there',
    );
  });
});
