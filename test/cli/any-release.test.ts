import { ofThisRelease } from '../../cli/operations/any-release';
import type { OperationResult, StatusResult } from '../../functions/dr-operations/result';

describe('the answer of a Lambda of release 0.1.0', () => {
  it('keeps its problems, as sentences without a kind', () => {
    const status = { operation: 'status', healthy: false, problems: ['No cluster is known to be primary.'] };
    expect(ofThisRelease<StatusResult>(status)).toMatchObject({
      healthy: false,
      problems: [{ kind: 'other-release', text: 'No cluster is known to be primary.' }],
    });
  });

  it('keeps its warnings and the rounds of its plan', () => {
    const step = { kind: 'demote', cluster: 'home', reason: 'home hands over to away' };
    const planned = { outcome: 'planned', warnings: ['mind the versions'], plan: { kind: 'act', stages: [[step]] } };
    expect(ofThisRelease<OperationResult>(planned)).toMatchObject({
      warnings: [{ kind: 'other-release', text: 'mind the versions' }],
      plan: { kind: 'act', rounds: [[step]] },
    });
  });

  it('keeps what would help against a refusal', () => {
    const refused = { outcome: 'planned', plan: { kind: 'refuse', reason: 'away is behind', lift: 'Wait.' } };
    expect(ofThisRelease<OperationResult>(refused)).toMatchObject({ plan: { remedy: 'Wait.' } });
  });
});

describe('the answer of a Lambda of this release', () => {
  it.each([{ version: 1, problems: [{ kind: 'no-primary', text: 'none' }] }, null, 'text', []])(
    'is left as it is: %j',
    (payload) => {
      expect(ofThisRelease(payload)).toBe(payload);
    },
  );
});
