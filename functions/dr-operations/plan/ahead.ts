import { otherCluster, type ClusterName } from '../../shared/contract';
import { act, refuse, type Plan } from '../steps';
import type { World } from '../world';
import { describe } from './describe';
import { leadsTo, linkTo, roleOf } from './facts';
import { awaitPrimary, confirmDns, link, switchDns, verify, type Takeover } from './stages';
import { undoPromotion } from './undo';

/**
 * Whether a switchover, of this run or of one that was killed, promoted this cluster ahead of the proof that it has every
 * write, and the proof is still due. The name moves only after it: a name that leads there, or a link, says that it came.
 */
export function isAhead(world: World, name: ClusterName): boolean {
  return world.run.received?.cluster === name && !leadsTo(world, name) && linkTo(world, name) === undefined;
}

/** The proof, then the name and the link; or back, when there is none. */
export function prove(takeover: Takeover, world: World): Plan {
  const { to } = takeover;
  const from = otherCluster(to);
  if (world.run.catchUp !== 'not-proven') {
    return act([verify(to)], [...switchDns(to, world), awaitPrimary(to)], [confirmDns(to), link(from)]);
  }
  if (['secondary', 'primary'].includes(roleOf(world, from)) && world.clusters[from].kind === 'up') {
    return undoPromotion(takeover, world, `${to} did not get every WAL of ${from}`);
  }
  return refuse(
    `${to} is primary, but ${from} is ${describe(world, from)}: whether ${to} has its last writes is not known`,
    `The client name has not moved. Run switchover again when ${from} is back, or failover to move the clients to ${to} as it is.`,
  );
}
