import fc from 'fast-check';
import { plan } from '../../../functions/dr-operations/plan';
import { problemsOf } from '../../../functions/dr-operations/problems';
import type { Plan } from '../../../functions/dr-operations/steps';
import { OF_ENTERPRISE } from '../../helpers/words-of-enterprise';
import { anyRequest, RUNS } from './any-world';
import { anyCommunityWorld } from './community-world';
import { LIMITS } from './worlds';

/** Everything that a person reads of a plan. */
function textsOf(planned: Plan): string[] {
  switch (planned.kind) {
    case 'act':
      return [
        ...planned.rounds.flat().map(({ reason }) => reason),
        ...(planned.accepted ?? []).flatMap(({ reason, remedy }) => [reason, remedy]),
      ];
    case 'done':
      return [planned.reason];
    case 'refuse':
      return [
        planned.reason,
        planned.remedy,
        ...(planned.objections ?? []).flatMap(({ reason, remedy }) => [reason, remedy]),
      ];
  }
}

/** What the random worlds have led to, so that a rule about them is known to have been tried. */
function kindsOf(planned: Plan): string[] {
  if (planned.kind !== 'refuse') return [];
  return [planned.refusal, ...(planned.objections ?? []).map(({ accept }) => accept)];
}

describe('a pair without Vault Enterprise', () => {
  it('reads no word of Vault Enterprise in a plan, a refusal or an objection', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(anyRequest, anyCommunityWorld, (asked, seen) => {
        const planned = plan(asked, seen, LIMITS);
        for (const kind of kindsOf(planned)) met.add(kind);
        expect(textsOf(planned).filter((text) => OF_ENTERPRISE.test(text))).toEqual([]);
      }),
      RUNS,
    );
    expect([...met]).toEqual(
      expect.arrayContaining(['other-set', 'loss', 'vault-force', 'not-following', 'promotion-failed', 'link-unseen']),
    );
  });

  it('reads none in the problems of status', () => {
    fc.assert(
      fc.property(anyCommunityWorld, (seen) => {
        expect(
          problemsOf(seen)
            .map(({ text }) => text)
            .filter((text) => OF_ENTERPRISE.test(text)),
        ).toEqual([]);
      }),
      RUNS,
    );
  });
});
