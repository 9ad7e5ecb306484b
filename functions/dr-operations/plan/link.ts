import { otherCluster, type ClusterName } from '../../shared/contract';
import type { Acceptance } from '../contract';
import { wordsOf } from '../replication/words';
import { act, refuse, type Plan } from '../steps';
import type { World } from '../world';
import { describeCluster, mayBeOneSet, maySettle, roleOf, upCluster } from './facts';
import { checkToken } from './guards';
import { endOfLink, linkedTo, refuseLink } from './linkable';
import { refuseUnaccepted, withAccepted } from './objections';
import { discardChecks } from './rejoin';
import { linkStep, planSettle } from './rounds';

export interface LinkGoal {
  /** The cluster that has to be the primary. */
  readonly to: ClusterName;
  readonly accept: readonly Acceptance[];
}

/** Plans that the other cluster follows `to`. No role and no client name is changed. Pure. */
export function planLink({ to, accept }: LinkGoal, world: World): Plan {
  const follower = otherCluster(to);
  for (const name of [to, follower]) if (maySettle(world, name)) return planSettle(name);
  if (roleOf(world, to) !== 'primary') {
    return refuse(
      'not-primary',
      `${to} is ${describeCluster(world, to)}, so nothing is linked to it`,
      'Look at status: the roles have changed.',
    );
  }
  if (roleOf(world, follower) !== 'secondary') {
    return refuse(
      'follower-unavailable',
      `${follower} is ${describeCluster(world, follower)}, so it is not linked`,
      'Bring it up as a secondary. If it is an old primary that came back, run rejoin.',
    );
  }
  if (!mayBeOneSet(world)) {
    const seen = upCluster(world.clusters[follower]);
    const { what, remedy } = wordsOf(world).otherSet;
    return refuse('other-set', what(follower, seen, 'belongs to'), remedy(follower, seen));
  }
  const linked = linkedTo(world, to);
  if (linked) return endOfLink(follower, world, linked);
  const checks = discardChecks(to, world);
  return (
    refuseLink(follower, world) ??
    refuseUnaccepted(checks, accept) ??
    checkToken(world) ??
    withAccepted(act([linkStep(follower)]), checks)
  );
}
