import { createHash } from 'node:crypto';
import type { Action, Change, PlanJson, ResourceChange } from '../summary/plan-json';
import { SECRET_NAME } from '../summary/secrets';

/** What stands for a value that must not be shown or is not known yet. */
export type Mark = '(unknown until the apply)' | '(secret)' | '(secret, changes)' | '(secret, stays)';

/** One changed attribute: what it is now, and what it becomes. */
export interface NormalisedAttribute {
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What a plan does to one resource or output, without its secrets. */
export interface NormalisedChange {
  readonly address: string;
  readonly actions: readonly Action[];
  readonly previousAddress?: string;
  readonly deposed?: string;
  readonly importing?: unknown;
  /** The attributes that force a replacement, sorted. */
  readonly replacePaths?: readonly string[];
  /** By name, sorted. */
  readonly attributes: Readonly<Record<string, NormalisedAttribute>>;
}

const UNKNOWN: Mark = '(unknown until the apply)';

/**
 * Reduces a plan to what it changes, in a form in which equal changes are equal texts: sorted by address, without the
 * serial of the state, without attributes that stay the same, and without secrets. A secret is only known to change or
 * to stay; nothing is derived from it, because even a hash of a weak secret gives it away.
 *
 * An attribute that stays is left out on purpose. So a failover between a review and the apply, which moves the weights
 * of the records, is no other change as long as the plan leaves the weights alone.
 */
export function normalise({ resource_changes = [], output_changes = {} }: PlanJson): NormalisedChange[] {
  const resources = resource_changes.filter(changesSomething).map((each) => ({
    address: each.address,
    actions: each.change.actions,
    ...(each.previous_address !== undefined && { previousAddress: each.previous_address }),
    ...(each.deposed !== undefined && { deposed: each.deposed }),
    ...rest(each.change),
    attributes: attributesOf(each.change),
  }));
  const outputs = Object.entries(output_changes)
    .filter(([, { actions }]) => !isNoOp(actions))
    .map(([name, change]) => ({
      address: `output.${name}`,
      actions: change.actions,
      attributes: attributesOf(asObject(change)),
    }));
  return [...resources, ...outputs].sort((a, b) => compare(keyOf(a), keyOf(b)));
}

/** @returns SHA-256 of normalised changes, hexadecimal: equal changes have equal digests */
export const digestOf = (changes: readonly NormalisedChange[]): string =>
  createHash('sha256').update(canonical(changes)).digest('hex');

/** JSON whose objects have sorted keys, so that equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compare(a, b)))
      : inner,
  );
}

/** Compares by code unit. The order of a language would differ between machines. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const keyOf = ({ address, deposed = '' }: NormalisedChange): string => `${address} ${deposed}`;

const isNoOp = (actions: readonly Action[]): boolean => actions.every((action) => action === 'no-op');

/** A data source is only read. A resource that only moves or is taken over has the action `no-op`, and yet it counts. */
const changesSomething = ({ mode, previous_address, change }: ResourceChange): boolean =>
  mode === 'managed' && (!isNoOp(change.actions) || previous_address !== undefined || Boolean(change.importing));

function rest({ importing, replace_paths = [] }: Change): Pick<NormalisedChange, 'importing' | 'replacePaths'> {
  return {
    ...(Boolean(importing) && { importing }),
    ...(replace_paths.length > 0 && { replacePaths: replace_paths.map(canonical).sort(compare) }),
  };
}

/** An output is one value; a resource has several. */
const asObject = (change: Change): Change<Readonly<Record<string, unknown>>> => ({
  ...change,
  before: change.actions.includes('create') ? null : { value: change.before },
  after: change.actions.includes('delete') ? null : { value: change.after },
  after_unknown: { value: change.after_unknown },
  before_sensitive: { value: change.before_sensitive },
  after_sensitive: { value: change.after_sensitive },
});

function attributesOf(change: Change<Readonly<Record<string, unknown>>>): NormalisedChange['attributes'] {
  const { before, after, after_unknown, before_sensitive, after_sensitive } = change;
  const names = new Set([before, after, after_unknown].flatMap((values) => Object.keys(values ?? {})));
  // Only an update keeps the resource. In any other change every attribute counts.
  const isUpdate = before !== null && after !== null && change.actions.join() === 'update';
  const entries = [...names].sort(compare).flatMap((name): [string, NormalisedAttribute][] => {
    const values = {
      before: before?.[name],
      after: after?.[name],
      unknown: child(after_unknown, name),
      secretBefore: child(before_sensitive, name),
      secretAfter: child(after_sensitive, name),
    };
    if (isUpdate && !isAnyTrue(values.unknown) && canonical(values.before ?? null) === canonical(values.after ?? null))
      return [];
    return [[name, masked(name, values, before !== null, after !== null)]];
  });
  return Object.fromEntries(entries);
}

interface Attribute {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly secretBefore: unknown;
  readonly secretAfter: unknown;
}

function masked(name: string, attribute: Attribute, hasBefore: boolean, hasAfter: boolean): NormalisedAttribute {
  return {
    ...(hasBefore && { before: maskBefore(name, attribute) }),
    ...(hasAfter && { after: maskAfter(name, attribute, hasBefore) }),
  };
}

/** A value that gets its mark only now was a secret before. Some secrets have no mark, but a name. */
const isSecret = (name: string, { secretBefore, secretAfter }: Attribute): boolean =>
  secretBefore === true || secretAfter === true || SECRET_NAME.test(name);

function maskBefore(name: string, attribute: Attribute): unknown {
  if (isSecret(name, attribute)) return '(secret)' satisfies Mark;
  return mapChildren(attribute.before, (_inner, key) => maskBefore(nameOf(name, key), childOf(attribute, key)));
}

function maskAfter(name: string, attribute: Attribute, hasBefore: boolean): unknown {
  const { before, after, unknown } = attribute;
  if (isSecret(name, attribute)) return secretMark(before, after, unknown, hasBefore);
  if (unknown === true) return UNKNOWN;
  // A list or object that is unknown in parts lacks these parts in `after`.
  return mapChildren(filled(after, unknown), (_inner, key) =>
    maskAfter(nameOf(name, key), childOf(attribute, key), hasBefore),
  );
}

/** The positions in a list have the name of the list. */
const nameOf = (parent: string, key: string): string => (/^\d+$/.test(key) ? parent : key);

const childOf = ({ before, after, unknown, secretBefore, secretAfter }: Attribute, key: string): Attribute => ({
  before: child(before, key),
  after: child(after, key),
  unknown: child(unknown, key),
  secretBefore: child(secretBefore, key),
  secretAfter: child(secretAfter, key),
});

function secretMark(before: unknown, after: unknown, unknown: unknown, hasBefore: boolean): Mark {
  if (isAnyTrue(unknown)) return UNKNOWN;
  if (!hasBefore) return '(secret)';
  return canonical(before ?? null) === canonical(after ?? null) ? '(secret, stays)' : '(secret, changes)';
}

const child = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

function mapChildren(value: unknown, map: (inner: unknown, key: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((inner: unknown, index) => map(inner, String(index)));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner, key)]));
}

/** Adds the names that only `unknown` has. */
function filled(value: unknown, unknown: unknown): unknown {
  if (typeof unknown !== 'object' || unknown === null || Array.isArray(value) || Array.isArray(unknown)) return value;
  const missing = Object.entries(unknown).filter(([key, inner]) => isAnyTrue(inner) && child(value, key) === undefined);
  return missing.length === 0
    ? value
    : { ...Object.fromEntries(missing.map(([key]) => [key, null])), ...(value ?? {}) };
}

function isAnyTrue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === true;
  return Object.values(value).some(isAnyTrue);
}
