type Json = Readonly<Record<string, unknown>>;

/** What a new pin changes in one block of the stack. */
export interface BlockChange {
  readonly address: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The values that differ; empty unless `kind` is `changed`. */
  readonly values: readonly ValueChange[];
}

export interface ValueChange {
  /** Keys in the block, joined by dots. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Compares two synthesised stacks, block by block.
 *
 * @param before `{}` when there was no stack
 */
export function diffStacks(before: Json, after: Json): BlockChange[] {
  const [old, now] = [blocksOf(before), blocksOf(after)];
  const addresses = [...new Set([...old.keys(), ...now.keys()])].sort();
  return addresses.flatMap((address): BlockChange[] => {
    if (!old.has(address)) return [{ address, kind: 'added', values: [] }];
    if (!now.has(address)) return [{ address, kind: 'removed', values: [] }];
    const values = diffValues(old.get(address), now.get(address), '');
    return values.length === 0 ? [] : [{ address, kind: 'changed', values }];
  });
}

/** @returns the blocks by their address in Terraform */
function blocksOf(stack: Json): Map<string, unknown> {
  const blocks = new Map<string, unknown>();
  for (const [section, content] of Object.entries(stack)) {
    if (section === '//') continue;
    if (section !== 'resource' && section !== 'data') {
      for (const [name, block] of entries(content)) blocks.set(`${section}.${name}`, block);
      continue;
    }
    for (const [type, resources] of entries(content)) {
      for (const [name, block] of entries(resources)) {
        blocks.set(section === 'data' ? `data.${type}.${name}` : `${type}.${name}`, block);
      }
    }
  }
  return blocks;
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value).filter(([key]) => key !== '//') : [];

function diffValues(before: unknown, after: unknown, path: string): ValueChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, now] = [entries(before), entries(after)];
  if (old.length === 0 || now.length === 0) return [{ path, before, after }];
  const [a, b] = [new Map(old), new Map(now)];
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort();
  return keys.flatMap((key) => diffValues(a.get(key), b.get(key), path === '' ? key : `${path}.${key}`));
}

const SIGN = { added: '+', removed: '−', changed: '~' } as const;
const LIMIT = 100;

/** Renders a line for each block and each value. Values longer than {@link LIMIT} characters are cut. */
export function renderDiff(changes: readonly BlockChange[]): string {
  return changes
    .flatMap(({ address, kind, values }) => [
      `${SIGN[kind]} ${address}`,
      ...values.map(({ path, before, after }) => `    ${path}: ${renderValue(before)} → ${renderValue(after)}`),
    ])
    .join('\n');
}

function renderValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'none';
  return text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text;
}
