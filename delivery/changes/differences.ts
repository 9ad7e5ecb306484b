import { canonical, type NormalisedAttribute, type NormalisedChange } from './normalise';

/** Longer lists and values are cut. The plan itself has all of it. */
const LIMIT = 40;
const VALUE_LIMIT = 120;

/**
 * Says how the changes of a plan differ from those that were reviewed.
 *
 * @returns a line for each difference, in the order of the addresses; empty when they are equal
 */
export function differences(reviewed: readonly NormalisedChange[], now: readonly NormalisedChange[]): string[] {
  const [before, after] = [byAddress(reviewed), byAddress(now)];
  const addresses = [...new Set([...before.keys(), ...after.keys()])].sort();
  const lines = addresses.flatMap((address) => compareOne(address, before.get(address), after.get(address)));
  return lines.length > LIMIT ? [...lines.slice(0, LIMIT), `… and ${lines.length - LIMIT} more differences`] : lines;
}

const byAddress = (changes: readonly NormalisedChange[]): ReadonlyMap<string, NormalisedChange> =>
  new Map(
    changes.map((each) => [each.deposed === undefined ? each.address : `${each.address} (${each.deposed})`, each]),
  );

function compareOne(address: string, reviewed?: NormalisedChange, now?: NormalisedChange): string[] {
  if (canonical(reviewed) === canonical(now)) return [];
  if (now === undefined) return [`${address}: reviewed as ${wordOf(reviewed)}, now it stays as it is`];
  if (reviewed === undefined) return [`${address}: not in the review, now ${wordOf(now)}`];
  if (wordOf(reviewed) !== wordOf(now)) return [`${address}: reviewed as ${wordOf(reviewed)}, now ${wordOf(now)}`];
  const names = [...new Set([...Object.keys(reviewed.attributes), ...Object.keys(now.attributes)])].sort();
  const changed = names.filter((name) => canonical(reviewed.attributes[name]) !== canonical(now.attributes[name]));
  if (changed.length === 0) return [`${address}: another move, import or cause of the replacement than reviewed`];
  return changed.map(
    (name) => `${address}: ${name}: reviewed ${show(reviewed.attributes[name])}, now ${show(now.attributes[name])}`,
  );
}

/** The word of a change for people. */
export function wordOf(change: NormalisedChange | undefined): string {
  const actions = change?.actions.filter((action) => action !== 'no-op') ?? [];
  if (actions.length > 1) return 'replaced';
  switch (actions[0]) {
    case 'create':
      return 'created';
    case 'delete':
      return 'deleted';
    case 'update':
      return 'changed';
    case 'forget':
      return 'dropped from the state';
    default:
      return 'moved or imported';
  }
}

function show(attribute: NormalisedAttribute | undefined): string {
  if (attribute === undefined) return 'unchanged';
  const { before, after } = attribute;
  if (!('before' in attribute)) return cut(after);
  return 'after' in attribute ? `${cut(before)} → ${cut(after)}` : `${cut(before)} → nothing`;
}

function cut(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT)}…` : text;
}
