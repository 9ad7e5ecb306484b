import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../shared/contract';
import { refuse, type Refusal } from '../steps';
import type { World } from '../world';
import { leadsTo, roleOf, upCluster } from './facts';

/**
 * The primary that keeps its role: the only one, the one that the operator names, or of two the one that everybody names
 * who can say something. Pure.
 *
 * @param named the cluster that the operator wants to keep
 */
export function survivorOf(world: World, named: ClusterName | undefined): ClusterName | Refusal {
  const primaries = CLUSTER_NAMES.filter((name) => roleOf(world, name) === 'primary');
  const [only, second] = primaries;
  if (only === undefined) return refuse('Neither cluster is primary', 'Promote one with switchover or failover first.');
  if (second === undefined) return only;
  if (named !== undefined) return named;
  const votes = votesOf(world);
  const [choice, ...others] = new Set(votes.map(({ cluster }) => cluster));
  if (choice !== undefined && others.length === 0) return choice;
  const words =
    votes.map(({ who, cluster }) => `${who} says ${cluster}`).join(', ') || 'nobody says which one took over';
  return refuse(
    `Both clusters are primary, and which one to keep is not clear: ${words}`,
    'Name the one to keep with "to": what only the other one has will be discarded.',
  );
}

interface Vote {
  readonly who: 'the client name' | 'the journal' | 'the replication';
  readonly cluster: ClusterName;
}

function votesOf(world: World): Vote[] {
  const votes: Vote[] = [];
  const name = CLUSTER_NAMES.find((cluster) => leadsTo(world, cluster));
  if (name) votes.push({ who: 'the client name', cluster: name });
  // An operation that never ended may have promoted somebody after what the journal tells.
  const { promotion, unfinished, historyKnown } = world;
  if (promotion && !unfinished && historyKnown) votes.push({ who: 'the journal', cluster: promotion.cluster });
  if (!historyKnown || unfinished) return name === undefined ? [] : votes;
  const old = CLUSTER_NAMES.find((cluster) => isOldPrimary(world, cluster));
  if (old) votes.push({ who: 'the replication', cluster: otherCluster(old) });
  return votes;
}

/** A promotion begins without secondaries; the primary of former days still knows the one that it had. */
export function isOldPrimary({ clusters }: World, name: ClusterName): boolean {
  const [one, other] = [upCluster(clusters[name]), upCluster(clusters[otherCluster(name)])];
  return (
    one !== undefined && other !== undefined && one.knownSecondaries.length > 0 && other.knownSecondaries.length === 0
  );
}
