import { otherCluster, type ClusterName } from '../../shared/contract';
import { wordsOf } from '../replication/words';
import { done, refuse, type DonePlan, type LeftToDo, type Refusal, type Step } from '../steps';
import type { World } from '../world';
import { isTooOld, linkTo, maySettle, staleServersOf, upCluster } from './facts';
import { linkStep } from './rounds';

/** Whether both clusters are up, and one of them does not report its replication, so that no link can be seen. */
export function isLinkUnseen(world: World, follower: ClusterName): boolean {
  // This run has made the follower a secondary, so it has no link.
  return world.run.demoted !== follower && isAnyStatusUnseen(world);
}

const isAnyStatusUnseen = ({ clusters }: World): boolean =>
  [clusters.home, clusters.away].some((each) => upCluster(each)?.isStatusUnseen === true);

/** The step that links `follower`, if it may be linked. */
export const linkSteps = (follower: ClusterName, world: World): Step[] =>
  isTooOld(world, follower) || isLinkUnseen(world, follower) ? [] : [linkStep(follower)];

/** How a cluster follows at the end of an operation. `lost`: it followed, and reports now that it does not any more. */
export type Linked = NonNullable<World['run']['linked']> | 'lost';

/**
 * How the other cluster follows `primary`: as this run has made it, until a look shows otherwise. A link that was made can
 * be cut while the operation waits for something else.
 */
export function linkedTo(world: World, primary: ClusterName): Linked | undefined {
  const { linked } = world.run;
  const follower = otherCluster(primary);
  const seen = linkTo(world, primary);
  if (linked === undefined || seen === 'streaming') return seen;
  if (linked !== 'streaming' || seen !== undefined) return seen ?? linked;
  const isTold = upCluster(world.clusters[follower])?.mode === 'secondary' && !isAnyStatusUnseen(world);
  return isTold ? 'lost' : 'unseen';
}

/** Whether this run has seen the link, and sees nothing of the follower now that may soon answer again. */
export const mayShowLink = (world: World, primary: ClusterName): boolean =>
  world.run.linked === 'streaming' && linkedTo(world, primary) === 'unseen' && maySettle(world, otherCluster(primary));

/** The end of an operation that only links. It is not done while a person has to make the follower follow. */
export function endOfLink(follower: ClusterName, world: World, linked: Linked | undefined): DonePlan | Refusal {
  const primary = otherCluster(follower);
  const { howToFollow } = world.run;
  const left = leftOfLink(linked);
  if (linked !== 'by-hand') return done(linkInWords(follower, primary, linked), withDue(left, world));
  return refuse(
    'not-following',
    `${follower} takes no writes, and its database is no replica of the one of ${primary}`,
    `Make it one${howToFollow === undefined ? '.' : `: ${howToFollow}`} Then run rejoin again.`,
    { left: withDue([...left, 'rejoin'], world), isPartial: true },
  );
}

/** What is left to do, and what other steps left: the client name if Route 53 has refused its change, and servers to restart. */
export const withDue = (left: readonly LeftToDo[], world: World): LeftToDo[] => [
  ...left,
  ...(world.run.nameRefused === undefined ? [] : (['confirm-dns'] as const)),
  ...(staleServersOf(world) === undefined ? [] : (['restart-servers'] as const)),
];

function linkInWords(follower: ClusterName, primary: ClusterName, linked: Linked | undefined): string {
  if (linked === 'lost') return `${follower} followed ${primary}, and does not follow it any more`;
  if (linked === 'unseen') {
    return `${primary} and ${follower} have accepted the link, and whether it works cannot be seen`;
  }
  return `${follower} follows ${primary}`;
}

/** What is left to do after a link. */
export function leftOfLink(linked: Linked | undefined): LeftToDo[] {
  if (linked === 'lost') return ['rejoin'];
  if (linked === 'syncing') return ['await-stream-wals'];
  if (linked === 'by-hand') return ['make-replica'];
  return linked === 'unseen' ? ['check-link'] : [];
}

/** Why `follower` must not be linked to the other cluster now. */
export function refuseLink(follower: ClusterName, world: World): Refusal | undefined {
  const primary = otherCluster(follower);
  if (isTooOld(world, follower)) {
    const [own, other] = [follower, primary].map((name) => upCluster(world.clusters[name])?.version);
    return refuse(
      'follower-older',
      `${follower} runs Vault ${own}, and ${primary} runs ${other}: a secondary must not be older than its primary`,
      `Upgrade ${follower}, then run rejoin.`,
      { left: ['upgrade', 'rejoin'] },
    );
  }
  return isLinkUnseen(world, follower) ? refuseUnseen(follower, world) : undefined;
}

/** A link that cannot be seen may be a good one, and linking anew would cut it. */
export function refuseUnseen(follower: ClusterName, world: World): Refusal {
  const { clusters } = world;
  const { what, remedy } = wordsOf(world).unseen;
  const primary = otherCluster(follower);
  const silent = upCluster(clusters[primary])?.isStatusUnseen ? primary : follower;
  return refuse('link-unseen', `Whether ${follower} follows ${primary} cannot be seen: ${silent} ${what}`, remedy);
}
