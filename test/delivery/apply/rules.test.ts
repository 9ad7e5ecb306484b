import { rulesFor } from '../../../delivery/apply/rules';
import type { Rules } from '../../../delivery/records/records';

const rules = (needsApproval: boolean, approvers: Rules['approvers'] = {}): Rules => ({ needsApproval, approvers });

describe('the rules for an apply', () => {
  it('are those of the commit, when there was no apply before', () => {
    const now = rules(true, { alex: ['alex@example.com'] });
    expect(rulesFor(now, undefined)).toEqual(now);
  });

  it.each([
    ['taken away', false, true],
    ['added', true, false],
  ])('need a person when the change itself has %s that', (_what, now, before) => {
    expect(rulesFor(rules(now), rules(before)).needsApproval).toBe(true);
    expect(rulesFor(rules(false), rules(false)).needsApproval).toBe(false);
  });

  it('let approve neither whom the change adds nor whom it removes', () => {
    const now = rules(true, { alex: ['alex@example.com'], new: ['new@example.com'], constructor: ['c@example.com'] });
    const before = rules(true, { alex: ['alex@example.com'], old: ['old@example.com'] });
    expect(Object.keys(rulesFor(now, before).approvers)).toEqual(['alex']);
  });

  it('know an author also by an address that the change takes from the list', () => {
    const now = rules(true, { jo: ['jo@home.example.com'] });
    const before = rules(true, { jo: ['jo@example.com'] });
    expect(rulesFor(now, before).approvers).toEqual({ jo: ['jo@home.example.com', 'jo@example.com'] });
  });
});
