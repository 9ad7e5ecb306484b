import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../shared/contract';
import { refuse, type Refusal } from '../steps';
import type { World } from '../world';
import { isLedTo, primariesOf, upCluster } from './facts';

/**
 * The primary that keeps its role: the only one; or of two, the one that the operator names, or the one that the client
 * name, the journal and the replication status agree on. Pure.
 *
 * @param named the cluster that the operator wants to keep
 */
export function survivorOf(world: World, named: ClusterName | undefined): ClusterName | Refusal {
  const [only, second] = primariesOf(world);
  if (only === undefined) {
    return refuse('no-primary', 'Neither cluster is primary', 'Promote one with switchover or failover first.');
  }
  if (second === undefined) return only;
  if (named !== undefined) return named;
  const votes = votesOf(world);
  const [choice, ...others] = new Set(votes.map(({ cluster }) => cluster));
  if (choice !== undefined && others.length === 0) return choice;
  const words =
    votes.map(({ who, cluster }) => `${who} says ${cluster}`).join(', ') || 'nothing says which one took over';
  return refuse(
    'two-primaries',
    `Both clusters are primary, and which one to keep is not clear: ${words}`,
    'Name the one to keep with "to". What only the other one has will be discarded.',
  );
}

interface Vote {
  readonly who: 'the client name' | 'the journal' | 'the replication';
  readonly cluster: ClusterName;
}

function votesOf(world: World): Vote[] {
  const votes: Vote[] = [];
  const name = CLUSTER_NAMES.find((cluster) => isLedTo(world, cluster));
  if (name) votes.push({ who: 'the client name', cluster: name });
  // An operation that did not end may have promoted a cluster after the last promotion in the journal.
  const { promotion, unfinished, historyKnown } = world;
  if (promotion && !unfinished && historyKnown) votes.push({ who: 'the journal', cluster: promotion.cluster });
  if (!historyKnown || unfinished) return name === undefined ? [] : votes;
  const old = CLUSTER_NAMES.find((cluster) => isOldPrimary(world, cluster));
  if (old) votes.push({ who: 'the replication', cluster: otherCluster(old) });
  return votes;
}

/** Of two primaries, the old one still knows the secondary that it had. A promoted cluster begins without secondaries. */
export function isOldPrimary({ clusters }: World, name: ClusterName): boolean {
  const [one, other] = [upCluster(clusters[name]), upCluster(clusters[otherCluster(name)])];
  return (
    one !== undefined && other !== undefined && one.knownSecondaries.length > 0 && other.knownSecondaries.length === 0
  );
}
