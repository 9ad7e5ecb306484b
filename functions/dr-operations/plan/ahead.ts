import { otherCluster, type ClusterName } from '../../shared/contract';
import { act, refuse, type Plan } from '../steps';
import type { World } from '../world';
import { describe } from './describe';
import { canAskAgain, leadsTo, linkTo, maySettle, roleOf, upCluster } from './facts';
import { finish } from './finish';
import { isAccepted, type Goal } from './goal';
import { assessLoss, describeLoss } from './loss';
import { awaitPrimary, confirmDns, link, settle, switchDns, verify } from './stages';
import { undoPromotion } from './undo';

/**
 * Whether an operation, of this run or of one that was killed, promoted this cluster ahead of the proof that it has every
 * write, and the proof is still due. Only the verification settles it, or a link that has streamed since. Where the name
 * leads says nothing: anybody may have moved it.
 */
export const isAhead = (world: World, name: ClusterName): boolean =>
  world.promotion?.cluster === name && world.promotion.proof === 'due' && linkTo(world, name) !== 'streaming';

/** The proof, then the name and the link; or back, when the other cluster has more. */
export function prove(goal: Goal, world: World): Plan {
  const { kind, to } = goal;
  const from = otherCluster(to);
  const { catchUp } = world.run;
  // A failover whose clients are there has decided: what the other cluster has is for rejoin to tell.
  if (kind === 'failover' && leadsTo(world, to)) return finish(goal, world);
  if ((catchUp !== 'lacking' && catchUp !== 'not-proven') || canAskAgain(world, from)) {
    return act(
      [verify(goal)],
      [...switchDns(to, world), awaitPrimary(to)],
      [confirmDns(to), ...(kind === 'switchover' ? [link(from)] : [])],
    );
  }
  // One look that is unclear ends nothing. A cluster that gives no answer was waited for.
  if (world.clusters[from].kind !== 'unreachable' && maySettle(world, from)) return settle(from);
  const isThere =
    upCluster(world.clusters[from]) !== undefined && ['secondary', 'primary'].includes(roleOf(world, from));
  // A failover goes on when the cluster that it demoted is gone. It does not pass over one that lives and has more.
  const goesOn = isAccepted(goal, 'loss') || (world.run.promoted === to && !isThere);
  if (kind === 'failover' && goesOn) return finish(goal, world);
  const loss = describeLoss(assessLoss(world, to));
  const passOver = {
    accept: 'loss',
    reason: `${from} has writes that ${to} lacks (${loss})`,
    lift: `Run failover to ${to} with loss accepted to go on without them.`,
  } as const;
  if (isThere && hadNoClients(goal, world))
    return undoPromotion(goal, world, `${to} did not get every write of ${from}`);
  if (isThere) {
    return refuse(
      `${to} is primary and may have had clients, and ${from} has what it lacks`,
      `Taking the promotion back would lose what clients wrote on ${to} since. Decide which one to keep: ${passOver.lift}`,
      { objections: [passOver], left: ['failover'] },
    );
  }
  return refuse(
    `${to} is primary, but ${from} is ${describe(world, from)}: whether ${to} has its last writes is not known`,
    `Run failover to ${to} with loss accepted to move the clients now (${loss}), ` +
      `or switchover again when ${from} is back.`,
    { objections: [{ ...passOver, reason: `${to} may lack the last writes of ${from}` }], left: ['failover'] },
  );
}

/**
 * Whether no client can have been led to the promoted cluster, so that taking its promotion back loses nothing. The
 * journal tells what this system did; edited weights may have led anywhere.
 */
const hadNoClients = ({ to }: Goal, world: World): boolean =>
  world.promotion?.hadClients !== true &&
  (leadsTo(world, otherCluster(to)) || (world.run.promoted === to && !leadsTo(world, to)));
