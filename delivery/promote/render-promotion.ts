import { DeliveryError } from '../errors';
import { code, renderValue } from '../summary/markdown';
import { findSecret } from '../summary/secrets';
import type { Shown } from '../summary/value-changes';
import type { BlockChange } from './stack-diff';

/** What a promotion brings to one environment. */
export interface PromotionText {
  readonly environment: string;
  /** The release before. @default - none */
  readonly from?: string;
  readonly to: string;
  /** The changelog between the two; empty when this goes back to an older release. */
  readonly notes: string;
  readonly changes: readonly BlockChange[];
}

const SIGN = { added: '+', removed: '−', changed: '~' } as const;
/** Characters of the changelog and of the changes that are shown. GitHub takes 65,536 in a comment. */
const MOST_NOTES = 6_000;
const MOST_CHANGES = 10_000;

/**
 * Renders for reviewers what a release changes in an environment, apart from everything else in its plan.
 *
 * @throws DeliveryError when something in it looks like a secret
 */
export function renderPromotion({ environment, from, to, notes, changes }: PromotionText): string {
  const blocks = changes.map(({ address, kind, values }) =>
    [`- ${SIGN[kind]} ${code(address)}`, ...values.flatMap(renderStackValue)].join('\n'),
  );
  const text = [
    `### ${environment}: release ${from ?? '(none)'} → ${to}`,
    notes === ''
      ? 'The changelog has nothing between the two: this goes back to an older release.'
      : `<details><summary>Changelog</summary>\n\n${cut(notes, MOST_NOTES, 'CHANGELOG.md')}\n\n</details>`,
    `**What the release changes in the stack of ${environment}**`,
    blocks.length === 0 ? 'Nothing: both releases give the same stack.' : fit(blocks),
  ].join('\n\n');
  const secret = findSecret(text);
  if (secret !== undefined)
    throw new DeliveryError(`the stack of ${environment} contains ${secret}: find the value that puts it there`);
  return `${text}\n`;
}

const renderStackValue = ({ path, before, after }: BlockChange['values'][number]): string[] =>
  renderValue({ path, before: toShown(before), after: toShown(after) });

const toShown = (value: unknown): Shown =>
  value === undefined || value === null ? { kind: 'none' } : { kind: 'value', value };

function cut(text: string, most: number, rest: string): string {
  if (text.length <= most) return text;
  return `${text.slice(0, text.lastIndexOf('\n', most))}\n\n… the rest is in ${rest}`;
}

/** Whole blocks only, because a part of one would not end its code. */
function fit(blocks: readonly string[]): string {
  let left = MOST_CHANGES;
  const shown = blocks.filter((block) => (left -= block.length + 1) >= 0);
  const more = blocks.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [`- … and ${more} more, which the plan has`])].join('\n');
}
