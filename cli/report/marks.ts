/** Numbers of events that stand at one place of a time axis. */
export interface Mark {
  /** The first and the last number, from 1. */
  readonly first: number;
  readonly last: number;
  /** Where the mark stands. */
  readonly x: number;
  /** Where its events are. */
  readonly at: readonly number[];
}

/** Width of a mark, pixels: a number of two digits, or two of them. */
export const widthOf = ({ first, last }: Pick<Mark, 'first' | 'last'>): number => (first === last ? 22 : 46);

/** `3`, or `3–7` */
export const labelOf = ({ first, last }: Pick<Mark, 'first' | 'last'>): string =>
  first === last ? `${first}` : `${first}–${last}`;

/**
 * Numbers events along an axis. Events that are too close for marks of their own share one, so that no marks overlap. Pure.
 *
 * @param at places of the events, ascending, pixels
 * @param range where marks may be
 */
export function placeMarks(at: readonly number[], range: { readonly from: number; readonly to: number }): Mark[] {
  const marks: Mark[] = [];
  for (const [index, x] of at.entries()) {
    let mark = place({ first: index + 1, last: index + 1, at: [x] }, range);
    for (let before = marks.at(-1); before && touch(before, mark); before = marks.at(-1)) {
      marks.pop();
      mark = place({ first: before.first, last: mark.last, at: [...before.at, ...mark.at] }, range);
    }
    marks.push(mark);
  }
  return marks;
}

/** Puts a mark in the middle of its events, inside the range. */
function place(mark: Omit<Mark, 'x'>, { from, to }: { readonly from: number; readonly to: number }): Mark {
  const middle = ((mark.at[0] ?? from) + (mark.at.at(-1) ?? from)) / 2;
  const half = widthOf(mark) / 2;
  return { ...mark, x: Math.min(Math.max(middle, from + half), to - half) };
}

const touch = (left: Mark, right: Mark): boolean => right.x - left.x < (widthOf(left) + widthOf(right)) / 2 + 2;
