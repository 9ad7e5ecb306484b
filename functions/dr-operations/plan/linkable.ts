import { otherCluster, type ClusterName } from '../../shared/contract';
import { wordsOf } from '../replication/words';
import { done, refuse, type DonePlan, type LeftToDo, type Refusal, type Step } from '../steps';
import type { World } from '../world';
import { isTooOld, upCluster } from './facts';
import { linkStep } from './rounds';

/** Whether both clusters are up, and one of them does not report its replication, so that no link can be seen. */
export function isLinkUnseen({ clusters, run }: World, follower: ClusterName): boolean {
  // This run has made the follower a secondary, so it has no link.
  if (run.demoted === follower) return false;
  return [clusters.home, clusters.away].some((each) => upCluster(each)?.isStatusUnseen === true);
}

/** The step that links `follower`, if it may be linked. */
export const linkSteps = (follower: ClusterName, world: World): Step[] =>
  isTooOld(world, follower) || isLinkUnseen(world, follower) ? [] : [linkStep(follower)];

/** The end of an operation that only links. It is not done while a person has to make the follower follow. */
export function endOfLink(follower: ClusterName, world: World, linked: World['run']['linked']): DonePlan | Refusal {
  const primary = otherCluster(follower);
  const { howToFollow } = world.run;
  const nameDue: LeftToDo[] = world.run.nameRefused === undefined ? [] : ['confirm-dns'];
  if (linked !== 'by-hand') return done(linkInWords(follower, primary, linked), [...leftOfLink(linked), ...nameDue]);
  return refuse(
    'not-following',
    `${follower} takes no writes, and its database is no replica of the one of ${primary}`,
    `Make it one${howToFollow === undefined ? '.' : `: ${howToFollow}`} Then run rejoin again.`,
    { left: [...leftOfLink(linked), 'rejoin', ...nameDue], isPartial: true },
  );
}

function linkInWords(follower: ClusterName, primary: ClusterName, linked: World['run']['linked']): string {
  if (linked === 'unseen') {
    return `${primary} and ${follower} have accepted the link, and whether it works cannot be seen`;
  }
  return `${follower} follows ${primary}`;
}

/** What is left to do after a link. */
export function leftOfLink(linked: World['run']['linked']): LeftToDo[] {
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
