import { CLUSTER_NAMES, otherCluster } from '../../shared/contract';
import { act, done, refuse, type Plan, type Refusal } from '../steps';
import type { World } from '../world';
import { maySettle, primariesOf, roleOf } from './facts';
import { checkReserves, licenseChecks, recordChecks } from './guards';
import { refuseUnaccepted, refuseUnused, withAccepted } from './objections';
import { refuseUnfinished, type RejoinGoal } from './rejoin';
import { demoteStep, planSettle } from './rounds';
import { survivorOf } from './survivor';

export interface FenceGoal extends RejoinGoal {
  /** Whether no person asked for it. */
  readonly isAutomatic: boolean;
}

/**
 * Plans how the old one of two primaries stops serving clients. It is only demoted: it keeps its data until a rejoin, which
 * says what that discards. Pure.
 */
export function planFence({ to, accept, isAutomatic }: FenceGoal, world: World): Plan {
  const unclear = CLUSTER_NAMES.find(
    (name) => ['changing', 'odd'].includes(roleOf(world, name)) && maySettle(world, name),
  );
  if (unclear) return planSettle(unclear);

  const primary = survivorOf(world, to);
  if (typeof primary === 'object') return primary;
  const follower = otherCluster(primary);
  if (world.run.demoteFailed !== undefined && roleOf(world, follower) !== 'secondary') {
    return refuse(
      'demotion-failed',
      `${follower} was not demoted: ${world.run.demoteFailed}`,
      `Fence ${follower} by hand.`,
    );
  }
  if (primariesOf(world).length < 2) return done(`${primary} is the only primary`, world.run.demoted ? ['rejoin'] : []);
  const checks = [...recordChecks(world, { needed: true }), ...licenseChecks(world, [follower])];
  const refusal =
    (isAutomatic ? refuseUnproven(world, primary) : undefined) ??
    (to === undefined ? refuseUnfinished(follower, world) : undefined) ??
    refuseUnaccepted(checks, accept) ??
    refuseUnused(checks, accept) ??
    checkReserves(world);
  if (refusal) return refusal;
  const reason = `${follower} is a second primary; ${primary} keeps the role`;
  return withAccepted(act([demoteStep(follower, ['second-primary', reason])]), checks);
}

/** Without a person, the journal of both regions has to say that this system has promoted the cluster that is kept. */
function refuseUnproven({ historyKnown, promotion, unfinished }: World, primary: string): Refusal | undefined {
  if (!historyKnown) {
    return refuse(
      'journal-unreadable',
      'The journal of a region cannot be read, so that a later takeover may be missed',
      'Try again when DynamoDB answers in both regions.',
    );
  }
  if (promotion?.cluster === primary && unfinished === undefined) return undefined;
  return refuse(
    'two-primaries',
    `Both clusters are primary, and the journal does not say that ${primary} took over`,
    'Run rejoin, and name the one to keep with "to".',
  );
}
