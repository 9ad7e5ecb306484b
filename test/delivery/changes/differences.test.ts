import { differences } from '../../../delivery/changes/differences';
import type { NormalisedChange } from '../../../delivery/changes/normalise';

const change = (address: string, more: Partial<NormalisedChange> = {}): NormalisedChange => ({
  address,
  actions: ['update'],
  attributes: { size: { before: 1, after: 2 } },
  ...more,
});

describe('the differences between a review and a plan', () => {
  it('are none when both change the same', () => {
    expect(differences([change('a.b')], [change('a.b')])).toEqual([]);
  });

  it.each<[string, NormalisedChange[], NormalisedChange[], string]>([
    ['a change that is gone', [change('a.b')], [], 'a.b: reviewed as changed, now it stays as it is'],
    ['a new change', [], [change('a.b', { actions: ['create'] })], 'a.b: not in the review, now created'],
    [
      'a replacement that was an update',
      [change('a.b')],
      [change('a.b', { actions: ['delete', 'create'] })],
      'a.b: reviewed as changed, now replaced',
    ],
    [
      'another value',
      [change('a.b')],
      [change('a.b', { attributes: { size: { before: 1, after: 3 } } })],
      'a.b: size: reviewed 1 → 2, now 1 → 3',
    ],
    [
      'an attribute that changes as well',
      [change('a.b', { attributes: {} })],
      [change('a.b')],
      'a.b: size: reviewed unchanged, now 1 → 2',
    ],
    [
      'another move',
      [change('a.b', { previousAddress: 'a.c' })],
      [change('a.b', { previousAddress: 'a.d' })],
      'a.b: another move, import or cause of the replacement than reviewed',
    ],
  ])('name %s', (_what, reviewed, now, line) => {
    expect(differences(reviewed, now)).toEqual([line]);
  });

  it('are cut when there are many', () => {
    const many = Array.from({ length: 50 }, (_each, index) => change(`a.b${index}`));
    const lines = differences([], many);
    expect([lines.length, lines.at(-1)]).toEqual([41, '… and 10 more differences']);
  });
});
