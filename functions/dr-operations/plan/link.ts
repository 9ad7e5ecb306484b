import { otherCluster, type ClusterName } from '../../shared/contract';
import type { Acceptance } from '../contract';
import { act, done, refuse, type Plan } from '../steps';
import type { World } from '../world';
import { describe } from './describe';
import { linkTo, mayBeOneSet, maySettle, roleOf } from './facts';
import { checkToken } from './guards';
import { refuseUnaccepted, withAccepted } from './objections';
import { discardChecks } from './rejoin';
import { link, settle } from './stages';

export interface Linking {
  /** The cluster that has to be the primary. */
  readonly to: ClusterName;
  readonly accept: readonly Acceptance[];
}

/** Plans that the other cluster follows `to`, and nothing else: no role and no name is moved. Pure. */
export function planLink({ to, accept }: Linking, world: World): Plan {
  const follower = otherCluster(to);
  for (const name of [to, follower]) if (maySettle(world, name)) return settle(name);
  if (roleOf(world, to) !== 'primary') {
    return refuse(
      `${to} is ${describe(world, to)}, so nothing is linked to it`,
      'Look at status: somebody has moved on.',
    );
  }
  if (roleOf(world, follower) !== 'secondary') {
    return refuse(
      `${follower} is ${describe(world, follower)}, so it is not linked`,
      'A returned primary is demoted by rejoin.',
    );
  }
  if (!mayBeOneSet(world)) return refuse(`${follower} belongs to another replication set`, 'Look at status.');
  const linked = world.run.linked ?? linkTo(world, to);
  if (linked) return done(`${follower} follows ${to}`, linked === 'syncing' ? ['await-stream-wals'] : []);
  const checks = discardChecks(to, world);
  return refuseUnaccepted(checks, accept) ?? checkToken(world) ?? withAccepted(act([link(follower)]), checks);
}
