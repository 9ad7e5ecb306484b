import { diffLines } from './line-diff';
import type { Shown, ValueChange } from './value-changes';

/** Longer values are shown below each other, line by line. */
const INLINE = 100;

/** @returns text as code. Nothing in it can end the code, and no invisible character can change how it reads. */
export function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${visible(text)}${pad}${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

/** Control and format characters can hide text or reverse it. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (each) => `\\u{${each.codePointAt(0)?.toString(16)}}`);

/** Renders what a plan does to one attribute as lines of a nested list. A document is compared line by line. */
export function renderValue({ path, before, after }: ValueChange): string[] {
  const name = code(path);
  const documents = [linesOf(before), linesOf(after)];
  if (documents.every((lines) => lines === undefined)) {
    if (before.kind === 'none') return [`  - ${name}: ${inline(after)}`];
    return [`  - ${name}: ${inline(before)} → ${inline(after)}`];
  }
  const [old = [inline(before)], now = [inline(after)]] = documents;
  const lines = diffLines(before.kind === 'none' ? [] : old, after.kind === 'none' ? [] : now).map(visible);
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`  - ${name}:`, `    ${fence}diff`, ...lines.map((line) => `    ${line}`), `    ${fence}`];
}

function inline(shown: Shown): string {
  switch (shown.kind) {
    case 'none':
      return 'none';
    case 'unknown':
      return 'known after the apply';
    case 'secret':
      return '(secret)';
    case 'value':
      return code(JSON.stringify(shown.value));
  }
}

/** @returns the lines of a document or of a long value; `undefined` for a value that fits into a line */
function linesOf(shown: Shown): string[] | undefined {
  if (shown.kind !== 'value') return undefined;
  const { value } = shown;
  if (typeof value === 'string') {
    const document = parseDocument(value);
    if (document !== undefined) return JSON.stringify(sortKeys(document), undefined, 2).split('\n');
    if (value.includes('\n')) return value.replace(/\n$/, '').split('\n');
    return value.length > INLINE ? [value] : undefined;
  }
  return JSON.stringify(value).length > INLINE ? JSON.stringify(sortKeys(value), undefined, 2).split('\n') : undefined;
}

/** Policies of IAM are JSON in a string. */
function parseDocument(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** AWS may return the keys of a policy in another order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}
