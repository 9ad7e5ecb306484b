import { differences } from '../changes/differences';
import { addressesToName, lossesOf, type Loss } from '../changes/irreplaceable';
import type { NormalisedChange } from '../changes/normalise';
import { groupsRolledTogether } from '../changes/rolled-clusters';
import type { Approval, Review, Rules } from '../records/records';
import type { Kept } from '../records/store';

/** A plan that was just made from main, and everything that decides whether it may be applied. */
export interface Situation extends Rules {
  readonly environment: string;
  readonly digest: string;
  /** SHA-256 of the synthesised stack. */
  readonly stack: string;
  readonly changes: readonly NormalisedChange[];
  /** Addresses of the records that send clients to another cluster. */
  readonly redirects: readonly string[];
  /** Whether something that the environment is made of has changed since it was last applied. */
  readonly isAffected: boolean;
  /** The commit that it is compared with. */
  readonly since: string;
  /** Reviews of the content that is checked out, oldest first. */
  readonly reviews: readonly Kept<Review>[];
  readonly approval?: Approval | undefined;
  /** Addresses of the people who wrote what is new in this environment. */
  readonly authors: readonly string[];
}

export type Decision =
  | { readonly kind: 'nothing' }
  /** Allowed by a review, whose key is given, or by an approval. */
  | { readonly kind: 'apply'; readonly review?: string; readonly approval?: Approval }
  /** Nothing is wrong, but a person has to allow it. */
  | { readonly kind: 'ask'; readonly why: readonly string[]; readonly addresses: readonly string[] }
  | { readonly kind: 'refuse'; readonly why: readonly string[] };

/**
 * Decides whether a plan may be applied. Pure.
 *
 * A plan without an approval has to change exactly what the newest review of this content shows, in an environment that
 * this content affects, without the loss of anything that cannot be made again.
 */
export function decide(situation: Situation): Decision {
  const { changes, redirects, approval, digest, environment } = situation;
  if (changes.length === 0) return { kind: 'nothing' };
  const addresses = [...new Set([...addressesToName(changes), ...redirects, ...groupsRolledTogether(changes)])].sort();
  if (approval !== undefined && approval.digest !== digest) {
    const other = `${approval.digest} was approved, and the plan of ${environment} has another digest now: ${digest}`;
    return { kind: 'ask', why: [other, ...reasonsToAsk(situation)], addresses };
  }
  if (approval !== undefined) {
    const why = objectionsTo(approval, situation, addresses);
    return why.length > 0 ? { kind: 'refuse', why } : { kind: 'apply', approval };
  }
  const review = situation.reviews.at(-1);
  const why = reasonsToAsk(situation);
  if (review === undefined || why.length > 0) return { kind: 'ask', why, addresses };
  return { kind: 'apply', review: review.key };
}

function objectionsTo(
  approval: Approval,
  { environment, needsApproval, authors, approvers }: Situation,
  addresses: readonly string[],
): string[] {
  const unnamed = addresses.filter((address) => !approval.addresses.includes(address));
  return [
    ...(needsApproval ? objectionsToPerson(approval.by, environment, authors, approvers) : []),
    ...(unnamed.length > 0
      ? [`the approval has to name what the plan deletes, replaces or redirects: ${unnamed.join(' ')}`]
      : []),
  ];
}

/** Fails closed: whoever is not listed may not approve. */
function objectionsToPerson(
  by: string,
  environment: string,
  authors: readonly string[],
  approvers: Situation['approvers'],
): string[] {
  const addresses = Object.hasOwn(approvers, by) ? approvers[by] : undefined;
  if (addresses === undefined || addresses.length === 0) {
    return [
      `${by || 'nobody'} is not in live/approvers.ts, or was not when ${environment} was applied last, so somebody else ` +
        'has to approve it',
    ];
  }
  const own = addresses.find((address) => authors.some((author) => author.toLowerCase() === address.toLowerCase()));
  return own === undefined
    ? []
    : [`${by} (${own}) wrote a part of what is new in ${environment}, so somebody else has to approve it`];
}

function reasonsToAsk(situation: Situation): string[] {
  const { environment, needsApproval, isAffected, since, reviews, changes, redirects } = situation;
  const review = reviews.at(-1)?.record;
  const lost = lossesOf(changes);
  const rolled = groupsRolledTogether(changes);
  return [
    ...(needsApproval ? [`${environment} is changed only with the approval of somebody other than the author`] : []),
    ...reasonsFromLosses(lost),
    ...(rolled.length > 0
      ? [
          `it replaces the nodes of several Vault clusters at the same time: ${rolled.join(', ')}. Change the secondary, apply, ` +
            'look, and then change the other one (vault-dr upgrade --plan says the order)',
        ]
      : []),
    ...(redirects.length > 0 ? [`it sends clients to another cluster: ${redirects.join(', ')}`] : []),
    ...(isAffected
      ? []
      : [
          `nothing that ${environment} is made of has changed since ${since}, so somebody changed it by hand, or it was never applied`,
        ]),
    ...(review === undefined ? ['no review of this content is recorded'] : reasonsFrom(review, situation)),
  ];
}

function reasonsFromLosses(lost: readonly Loss[]): string[] {
  if (lost.length === 0) return [];
  const addresses = lost.map(({ address }) => address).join(', ');
  const advice = new Set(lost.flatMap(({ instead }) => instead ?? []));
  return [
    `it deletes or replaces what cannot be made again: ${addresses}`,
    ...[...advice].map((instead) => {
      const about = lost.filter((loss) => loss.instead === instead).map(({ address }) => address);
      return `  ${about.join(', ')}: ${instead}`;
    }),
  ];
}

function reasonsFrom(review: Review, { reviews, stack, digest, changes, environment }: Situation): string[] {
  // The same content gives the same stack. A build of a pull request that hands in another one does not tell the truth.
  if (reviews.some(({ record }) => record.stack !== review.stack)) {
    return ['different stacks were reviewed for this content, so at least one of them was not made from it'];
  }
  const reasons = review.stack === stack ? [] : ['main synthesises another stack than the one that was reviewed'];
  if (review.digest === digest) return reasons;
  const lines = differences(review.changes, changes).map((line) => `  ${line}`);
  return [...reasons, `${environment} would change otherwise than reviewed:`, ...lines];
}
