import { isOlder } from '../../../functions/shared/version';

describe('isOlder', () => {
  it.each([
    ['1.9.2+ent', '1.21.4+ent', true],
    ['1.21.4+ent', '1.9.2+ent', false],
    ['1.21.4+ent', '1.21.4+ent', false],
    ['1.21.4+ent', '2.0.0+ent', true],
    [undefined, '1.21.4+ent', false],
  ])('compares %s and %s as numbers', (a, b, expected) => {
    expect(isOlder(a, b)).toBe(expected);
  });
});
