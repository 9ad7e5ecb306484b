import type { Change } from './plan-json';
import { findSecret, SECRET_NAME } from './secrets';

/** What a summary may say about one value. */
export type Shown =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly value: unknown }
  /** Only the apply gives the value. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'secret' };

/** One attribute that a plan changes. */
export interface ValueChange {
  /** Names and positions in the resource, joined by dots. */
  readonly path: string;
  readonly before: Shown;
  readonly after: Shown;
}

const NONE: Shown = { kind: 'none' };
const UNKNOWN: Shown = { kind: 'unknown' };
const SECRET: Shown = { kind: 'secret' };

interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  /** Terraform's marks: `true` for a secret, or the same structure as the value with `true` in it. */
  readonly marks: readonly unknown[];
}

/**
 * Compares the values of a resource before and after a plan. A value that Terraform marks on either side is hidden on both,
 * because a secret that gets its mark now was a secret before. Without Terraform's marks every value is hidden.
 *
 * @returns the attributes that change, in the order of their names
 */
export function valueChanges(change: Change): ValueChange[] {
  const { before, after, after_unknown: unknown, before_sensitive, after_sensitive } = change;
  const isUnmarked =
    (before !== null && before_sensitive === undefined) || (after !== null && after_sensitive === undefined);
  return compare('', { before, after, unknown, marks: isUnmarked ? [true] : [before_sensitive, after_sensitive] });
}

function compare(path: string, sides: Sides): ValueChange[] {
  const { before, after, unknown, marks } = sides;
  if (unknown !== true && !hasTrue(unknown) && JSON.stringify(before ?? null) === JSON.stringify(after ?? null))
    return [];
  const isMarked = marks.includes(true) || SECRET_NAME.test(lastName(path));
  if (path !== '' && isMarked) return [{ path, before: hide(before), after: unknown === true ? SECRET : hide(after) }];
  if (unknown !== true && canDescend(before, after)) {
    const keys = new Set([before, after, unknown].flatMap((value) => (isParent(value) ? Object.keys(value) : [])));
    const inherited = isMarked ? [true] : [];
    return [...keys].sort().flatMap((key) =>
      compare(path === '' ? key : `${path}.${key}`, {
        before: childOf(before, key),
        after: childOf(after, key),
        unknown: childOf(unknown, key),
        marks: [...inherited, ...marks.map((mark) => childOf(mark, key))],
      }),
    );
  }
  // A list of plain values is shown as a whole, so one secret in it hides it.
  if (marks.some(hasTrue)) return [{ path, before: hide(before), after: hide(after) }];
  const [old, now] = [show(before), hasTrue(unknown) ? UNKNOWN : show(after)];
  return old.kind === 'none' && now.kind === 'none' ? [] : [{ path, before: old, after: now }];
}

type Parent = Readonly<Record<string, unknown>>;

const isParent = (value: unknown): value is Parent => typeof value === 'object' && value !== null;
const childOf = (value: unknown, key: string): unknown => (isParent(value) ? value[key] : undefined);
const lastName = (path: string): string => path.split('.').findLast((name) => !/^\d+$/.test(name)) ?? '';

/** Whether something is inside that is worth a path of its own: an object, or a list of objects. */
function canDescend(before: unknown, after: unknown): boolean {
  const sides = [before, after].filter((value) => value !== null && value !== undefined);
  return (
    sides.length > 0 && sides.every((value) => isParent(value) && (!Array.isArray(value) || value.every(isParent)))
  );
}

/** Whether `true` is anywhere in Terraform's marks for unknown or secret values. */
function hasTrue(marks: unknown): boolean {
  return isParent(marks) ? Object.values(marks).some(hasTrue) : marks === true;
}

const isNone = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (isParent(value) && Object.keys(value).length === 0);

const hide = (value: unknown): Shown => (isNone(value) ? NONE : SECRET);

function show(value: unknown): Shown {
  if (isNone(value)) return NONE;
  return findSecret(JSON.stringify(value)) === undefined ? { kind: 'value', value } : SECRET;
}
