import { DeliveryError } from '../errors';
import { changedAttributes, effectOf, type Effect, type PlanJson, type ResourceChange } from './plan-json';
import { findSecret } from './secrets';

/** What a summary says about the plan before it lists the resources. */
export interface SummaryHeading {
  readonly environment: string;
  /** Version of the module. @default - the working tree */
  readonly module?: string | undefined;
  readonly commit: string;
  /** Digest of the plan archive. @default - there is no archive */
  readonly digest?: string;
}

type Entry = readonly [change: ResourceChange, effect: Effect];

const SIGN: Readonly<Record<Effect, string>> = { added: '+', changed: '~', replaced: '±', destroyed: '−' };
const ORDER: readonly Effect[] = ['destroyed', 'replaced', 'changed', 'added'];
/** Resource types that grant access in AWS or Vault. */
const PERMISSION =
  /^(aws_iam_|aws_lambda_permission|aws_kms_key|aws_.*_policy$|vault_policy|vault_token_auth|vault_aws_auth|vault_auth)/;
/** Longer lists are cut. The plan itself has all resources. */
const LIMIT = 60;

/**
 * Renders a plan for reviewers as Markdown: first DNS weights and permissions, then all other resources by effect. It shows
 * the names of attributes, and no values except weights.
 *
 * @throws DeliveryError when something in the text looks like a secret
 */
export function renderSummary(plan: PlanJson, { environment, module, commit, digest }: SummaryHeading): string {
  const entries = (plan.resource_changes ?? []).flatMap((change): Entry[] => {
    const effect = effectOf(change);
    return effect === undefined ? [] : [[change, effect]];
  });
  const archive = digest === undefined ? '' : `, plan archive \`${digest.slice(0, 16)}…\``;
  const text = [
    `### Plan for ${environment}: ${count(entries)}`,
    `Module ${module ?? 'of the working tree'}, commit \`${commit.slice(0, 12)}\`${archive}`,
    ...section('DNS weights', entries.filter(isWeight), renderWeight),
    ...section('Permissions', entries.filter(isPermission), renderEntry),
    ...ORDER.flatMap((effect) =>
      section(
        capitalise(effect),
        entries.filter((entry) => entry[1] === effect && !isWeight(entry) && !isPermission(entry)),
        renderEntry,
      ),
    ),
  ].join('\n\n');
  const secret = findSecret(text);
  if (secret !== undefined)
    throw new DeliveryError(`the summary would show ${secret}, so it is not printed: rename the resource or its key`);
  return `${text}\n`;
}

const capitalise = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function count(entries: readonly Entry[]): string {
  const parts = [...ORDER].reverse().flatMap((effect) => {
    const number = entries.filter((entry) => entry[1] === effect).length;
    return number === 0 ? [] : `${number} ${effect}`;
  });
  return parts.join(', ') || 'no changes';
}

function section(title: string, entries: readonly Entry[], render: (entry: Entry) => string): string[] {
  if (entries.length === 0) return [];
  const more = entries.length > LIMIT ? [`- … and ${entries.length - LIMIT} more`] : [];
  return [`**${title}**\n\n${[...entries.slice(0, LIMIT).map(render), ...more].join('\n')}`];
}

/** Whether a weighted record is added, removed or gets another weight. A change of its target alone does not count. */
function isWeight([change, effect]: Entry): boolean {
  const { before, after } = change.change;
  if (change.type !== 'aws_route53_record') return false;
  const [from, to] = [weightOf(before), weightOf(after)];
  return (from !== undefined || to !== undefined) && (effect !== 'changed' || from !== to);
}

const isPermission = ([{ type }]: Entry): boolean => PERMISSION.test(type);

function weightOf(values: Readonly<Record<string, unknown>> | null): number | undefined {
  const policy = values?.['weighted_routing_policy'] as readonly { readonly weight?: number }[] | undefined;
  return policy?.[0]?.weight;
}

function renderWeight([change, effect]: Entry): string {
  const { before, after } = change.change;
  const show = (values: Readonly<Record<string, unknown>> | null): string => String(weightOf(values) ?? 'none');
  return `- ${SIGN[effect]} \`${change.address}\`: weight ${show(before)} → ${show(after)}`;
}

function renderEntry([change, effect]: Entry): string {
  const attributes = effect === 'changed' || effect === 'replaced' ? changedAttributes(change) : [];
  return `- ${SIGN[effect]} \`${change.address}\`${attributes.length > 0 ? `: ${attributes.join(', ')}` : ''}`;
}
