import { DeliveryError } from '../errors';
import { code, renderValue } from './markdown';
import { effectOf, type Change, type Effect, type PlanJson, type ResourceChange } from './plan-json';
import { findSecret } from './secrets';
import { valueChanges } from './value-changes';

/** What a summary says about the plan before it lists the resources. */
export interface SummaryHeading {
  readonly environment: string;
  /** Version of the module. @default - the working tree */
  readonly module?: string | undefined;
  readonly commit: string;
  /** Digest of the changes. @default - not shown */
  readonly digest?: string;
}

export interface SummaryOptions {
  /** Show every value, and every attribute of what is added or destroyed. @default false - as much as fits into a comment */
  readonly full?: boolean;
}

interface Entry {
  readonly change: ResourceChange;
  readonly effect: Effect;
}

const SIGN: Readonly<Record<Effect, string>> = { added: '+', changed: '~', replaced: '±', destroyed: '−' };
const ORDER: readonly Effect[] = ['destroyed', 'replaced', 'changed', 'added'];
/** Resource types that decide where clients go. */
const DNS = /^aws_route53_/;
/** Resource types that grant access in AWS or Vault. */
const PERMISSION =
  /^(aws_iam_|aws_lambda_permission|aws_kms_key|aws_.*_policy$|vault_policy|vault_token_auth|vault_aws_auth|vault_auth)/;

/** The sections in the order of what can do the most harm. A resource belongs to the first that takes it. */
const SECTIONS: readonly (readonly [title: string, takes: (entry: Entry) => boolean])[] = [
  ['DNS', ({ change }) => DNS.test(change.type)],
  ['Destroyed', ({ effect }) => effect === 'destroyed'],
  ['Replaced', ({ effect }) => effect === 'replaced'],
  ['Permissions', ({ change }) => PERMISSION.test(change.type)],
  ['Changed', ({ effect }) => effect === 'changed'],
  ['Added', ({ effect }) => effect === 'added'],
];

/** Characters that a summary may have. GitHub takes 65,536 in a comment, and a comment has the summary of each environment. */
const BUDGET = 18_000;
/** Characters that the values of one resource may have. */
const RESOURCE_BUDGET = 6_000;

/**
 * Renders a plan for reviewers as Markdown: first DNS, then what is destroyed or replaced, permissions, and the rest, with
 * the values before and after. Secrets are hidden, and policies are compared line by line. What does not fit is named
 * without its values.
 *
 * @throws DeliveryError when a name looks like a secret
 */
export function renderSummary(plan: PlanJson, heading: SummaryHeading, { full = false }: SummaryOptions = {}): string {
  const entries = (plan.resource_changes ?? []).flatMap((change): Entry[] => {
    const effect = effectOf(change);
    return effect === undefined ? [] : [{ change, effect }];
  });
  const room = new Room(full);
  const blocks = [
    `### Plan for ${heading.environment}: ${count(entries)}`,
    renderHeading(heading),
    ...warnings(plan),
    ...SECTIONS.flatMap(([title], index) => {
      const own = entries.filter((entry) => SECTIONS.findIndex(([, takes]) => takes(entry)) === index);
      return section(
        title,
        own.sort(byWeight).map((entry) => renderEntry(entry, room)),
      );
    }),
    ...section('Moved or imported', (plan.resource_changes ?? []).flatMap(renderMove)),
    ...section('Outputs', renderOutputs(plan.output_changes ?? {}, room)),
  ];
  if (room.leftOut > 0) {
    blocks.push(
      `The values of ${room.leftOut} resources do not fit here: see \`make show ENV=${heading.environment} FULL=yes\`.`,
    );
  }
  const text = blocks.join('\n\n');
  const secret = findSecret(text);
  if (secret !== undefined)
    throw new DeliveryError(`the summary would show ${secret}, so it is not printed: rename the resource or its key`);
  return `${text}\n`;
}

/** Counts what still fits into the summary. */
class Room {
  #left = BUDGET;
  leftOut = 0;

  constructor(readonly full: boolean) {}

  /** @returns the lines if they fit, or else none */
  take(lines: readonly string[]): readonly string[] {
    const size = lines.join('\n').length;
    if (this.full) return lines;
    if (size > Math.min(this.#left, RESOURCE_BUDGET)) {
      this.leftOut++;
      return [];
    }
    this.#left -= size;
    return lines;
  }
}

function renderHeading({ module, commit, digest }: SummaryHeading): string {
  const changes = digest === undefined ? '' : `, digest \`${digest}\``;
  return `Module ${module ?? 'of the working tree'}, commit \`${commit.slice(0, 12)}\`${changes}`;
}

const warnings = ({ complete, errored }: PlanJson): string[] => [
  ...(errored === true ? ['**Planning failed half-way. This is not everything.**'] : []),
  ...(complete === false ? ['**Terraform leaves something for a later plan.**'] : []),
];

function count(entries: readonly Entry[]): string {
  const parts = [...ORDER].reverse().flatMap((effect) => {
    const number = entries.filter((entry) => entry.effect === effect).length;
    return number === 0 ? [] : `${number} ${effect}`;
  });
  return parts.join(', ') || 'no changes';
}

const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`**${title}**\n\n${items.join('\n')}`];

/** Within a section the records whose weight changes come first. */
const byWeight = (a: Entry, b: Entry): number => Number(renderWeight(b) !== '') - Number(renderWeight(a) !== '');

function renderEntry(entry: Entry, room: Room): string {
  const { change, effect } = entry;
  const line = `- ${SIGN[effect]} ${code(change.address)}${renderWeight(entry)}${renderNote(change)}`;
  // The values of what goes away are in the state, and matter less than that it goes.
  if (effect === 'destroyed' && !room.full) return line;
  const values = valueChanges(change.change);
  const lines = room.take(values.flatMap(renderValue));
  if (lines.length > 0) return [line, ...lines].join('\n');
  const names = effect === 'added' ? [] : [...new Set(values.map(({ path }) => path.split('.')[0] ?? ''))];
  return names.length === 0 ? line : `${line}: ${names.map(code).join(', ')}`;
}

/** How a weighted record is added, removed or gets another weight. A change of its target alone does not count. */
function renderWeight({ change: { type, change }, effect }: Entry): string {
  if (type !== 'aws_route53_record') return '';
  const [from, to] = [weightOf(change.before), weightOf(change.after)];
  if ((from === undefined && to === undefined) || (effect === 'changed' && from === to)) return '';
  return `: weight ${from ?? 'none'} → ${to ?? 'none'}`;
}

function weightOf(values: Readonly<Record<string, unknown>> | null): number | undefined {
  const policy = values?.['weighted_routing_policy'] as readonly { readonly weight?: number }[] | undefined;
  return policy?.[0]?.weight;
}

function renderNote({ previous_address: previous, deposed, change }: ResourceChange): string {
  const notes = [
    ...(change.actions.includes('forget') ? ['stays in place, Terraform only forgets it'] : []),
    ...(deposed === undefined ? [] : ['left over from a replacement']),
    ...(previous === undefined ? [] : [`was ${code(previous)}`]),
    ...(change.importing === undefined ? [] : ['exists already, and is imported']),
    ...(change.replace_paths ?? []).map((path) => `because of ${code([path].flat(1).join('.'))}`),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

/** Resources that only get another address, or that Terraform takes over as they are. */
function renderMove(change: ResourceChange): string[] {
  const isMove = change.previous_address !== undefined || change.change.importing !== undefined;
  return isMove && effectOf(change) === undefined ? [`- ${code(change.address)}${renderNote(change)}`] : [];
}

function renderOutputs(outputs: Readonly<Record<string, Change>>, room: Room): string[] {
  return Object.keys(outputs)
    .sort()
    .flatMap((name) => {
      const changes = valueChanges(outputs[name] as Change);
      if (changes.length === 0) return [];
      const values = changes.map((each) => ({ ...each, path: each.path === '' ? 'value' : each.path }));
      return [[`- ${code(name)}`, ...room.take(values.flatMap(renderValue))].join('\n')];
    });
}
