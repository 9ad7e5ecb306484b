import fc from 'fast-check';
import { diffLines } from '../../../delivery/summary/line-diff';

const lines = (text: string): string[] => text.split(' ').filter(Boolean);

describe('a comparison of lines', () => {
  it('keeps what both have', () => {
    expect(diffLines(lines('a b c d'), lines('a x c d e'))).toEqual(['  a', '- b', '+ x', '  c', '  d', '+ e']);
  });

  it('leaves out what is far from a change', () => {
    expect(diffLines(lines('1 2 3 4 5 6 7 8 9 a'), lines('1 2 3 4 5 6 7 8 9 b'))).toEqual([
      '…',
      '  7',
      '  8',
      '  9',
      '- a',
      '+ b',
    ]);
    expect(diffLines(lines('a 2 3 4 5 6 7'), lines('b 2 3 4 5 6 7'))).toEqual(['- a', '+ b', '  2', '  3', '  4', '…']);
  });

  it('has every line of both sides in a text that changes everywhere', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = diffLines(['*', ...before, '*'], ['+', ...after, '+']);
        const side = (signs: string): string[] =>
          diff.filter((line) => signs.includes(line.charAt(0))).map((line) => line.slice(2));
        if (diff.includes('…')) return;
        expect(side(' -')).toEqual(['*', ...before, '*']);
        expect(side(' +')).toEqual(['+', ...after, '+']);
      }),
    );
  });
});
