import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../shared/contract';
import { enableAnew } from '../../shared/enable-anew';
import type { Acceptance } from '../contract';
import { act, done, refuse, type Plan, type Refusal, type Step } from '../steps';
import type { World } from '../world';
import { isProofDue } from './after-promotion';
import {
  describeCluster,
  howToBringUp,
  isStoppedByFence,
  isTooOld,
  linkTo,
  mayBeOneSet,
  maySettle,
  roleOf,
} from './facts';
import { checkReserves, checkToken, licenseChecks, recordChecks } from './guards';
import { endOfLink, linkedTo, mayShowLink, refuseLink, withDue } from './linkable';
import { assessDemoted, assessDiscard, describeLoss, type Loss } from './loss';
import { object, refuseUnaccepted, refuseUnused, withAccepted, type Check } from './objections';
import { otherSetOf } from './other-set';
import { confirmDnsStep, demoteStep, linkStep, planSettle, planUnfence, switchDnsSteps } from './rounds';
import { survivorOf } from './survivor';

export interface RejoinGoal {
  /** The primary to keep. If there is one primary, it has to be that one; if there are two, it is the choice. */
  readonly to: ClusterName | undefined;
  readonly accept: readonly Acceptance[];
}

/** Plans how the cluster that is not the primary of the clients becomes its secondary again. Pure. */
export function planRejoin({ to, accept }: RejoinGoal, world: World): Plan {
  const unclear = CLUSTER_NAMES.find(
    (name) => ['changing', 'gone', 'odd'].includes(roleOf(world, name)) && maySettle(world, name),
  );
  if (unclear) return planSettle(unclear);

  const primary = survivorOf(world, to);
  if (typeof primary === 'object') return primary;
  if (to !== undefined && to !== primary) {
    return refuse('not-primary', `${primary} is the primary, not ${to}`, 'Leave out "to", or use switchover.');
  }
  const follower = otherCluster(primary);
  const checks = [
    ...recordChecks(world, { needed: true }),
    ...discardChecks(primary, world),
    ...(roleOf(world, follower) === 'primary' ? licenseChecks(world, [follower]) : []),
  ];
  const isStopped = isStoppedByFence(world, follower);
  const refusal =
    (isStopped ? undefined : refuseFollower(follower, world)) ??
    (to === undefined ? refuseUnfinished(follower, world) : undefined) ??
    refuseUnaccepted(checks, accept);
  if (refusal) return refusal;
  // It serves from its start until it is demoted, as an old primary that returns does.
  if (isStopped) return withAccepted(planUnfence(follower), checks);
  const plan = roleOf(world, follower) === 'primary' ? demoteThenLink(follower, world) : linkFollower(follower, world);
  const hasBegun = world.run.demoted !== undefined || world.run.unfenced !== undefined;
  const unused = plan.kind === 'act' && !hasBegun ? refuseUnused(checks, accept) : undefined;
  return unused ?? withAccepted(plan, checks);
}

/** A link overwrites the follower, so it needs the operator's acceptance if the follower may have writes of its own. */
export function discardChecks(primary: ClusterName, world: World): Check[] {
  const follower = otherCluster(primary);
  if (linkTo(world, primary) !== undefined) return [];
  if (world.run.demoted === follower) return objectToDiscard(follower, assessDemoted(world, primary));
  // What is not linked keeps its writes.
  if (roleOf(world, follower) === 'secondary' && refuseLink(follower, world) !== undefined) return [];
  if (isProofDue(world, primary)) {
    return [
      object(
        'loss',
        `A takeover by ${primary} began and did not end, and ${primary} is not proven to have every write of ${follower}`,
        `Run switchover to ${primary} to end it.`,
      ),
    ];
  }
  if (!world.historyKnown) {
    return [
      object(
        'loss',
        `The journal of a region cannot be read: ${follower} may have writes that ${primary} does not have`,
        'Try again when DynamoDB answers in both regions.',
      ),
    ];
  }
  return objectToDiscard(follower, assessDiscard(world, primary));
}

function objectToDiscard(follower: ClusterName, loss: Loss): Check[] {
  if (loss.kind === 'none') return [];
  const primary = otherCluster(follower);
  return [
    object(
      'loss',
      `${follower} may have writes that ${primary} does not have, and they would be discarded (${describeLoss(loss)})`,
      `Look at both clusters first. ${follower} keeps its data until it follows ${primary}.`,
    ),
  ];
}

function refuseFollower(follower: ClusterName, world: World): Refusal | undefined {
  if (!mayBeOneSet(world)) {
    const { reason, remedy } = otherSetOf(world, follower, 'belongs to');
    return refuse('other-set', reason, remedy);
  }
  const role = roleOf(world, follower);
  const { demoteFailed } = world.run;
  // It may be between two roles: a node is active in spite of the fence.
  if (demoteFailed !== undefined && (role === 'primary' || role === 'changing')) {
    return refuse('demotion-failed', `${follower} was not demoted: ${demoteFailed}`, 'Correct that and try again.');
  }
  switch (role) {
    case 'primary':
    case 'secondary':
      return undefined;
    case 'disabled':
      return refuse(
        'dr-disabled',
        `DR replication is disabled on ${follower}, so it cannot follow again`,
        enableAnew(follower, 'disabled'),
      );
    case 'changing':
    case 'gone':
    case 'odd':
      return refuse(
        'follower-unavailable',
        `${follower} is not back: it is ${describeCluster(world, follower)}`,
        howToBringUp(world, follower),
      );
  }
}

/** A killed failover may have promoted the cluster that would now be demoted, and the operator may want to keep it. */
export function refuseUnfinished(follower: ClusterName, world: World): Refusal | undefined {
  const { operation, to } = world.unfinished ?? {};
  const pending = operation === 'failover' && to === follower && roleOf(world, follower) === 'primary';
  if (!pending) return undefined;
  return refuse(
    'operation-unfinished',
    `A failover to ${follower} began and did not end`,
    `Run failover again to end it, or name the cluster to keep with "to".`,
  );
}

function demoteThenLink(follower: ClusterName, world: World): Plan {
  const reason = `${follower} is a second primary; ${otherCluster(follower)} keeps the role`;
  return (
    checkReserves(world) ??
    act(
      [demoteStep(follower, ['second-primary', reason])],
      [...traffic(follower, world), ...(isTooOld(world, follower) ? [] : [linkStep(follower)])],
    )
  );
}

const traffic = (follower: ClusterName, world: World): Step[] =>
  world.run.dnsChange ? [] : switchDnsSteps(otherCluster(follower), world);

function linkFollower(follower: ClusterName, world: World): Plan {
  const primary = otherCluster(follower);
  const linked = linkedTo(world, primary);
  const steps = traffic(follower, world);
  const refusal = linked ? undefined : refuseLink(follower, world);
  if (!linked && !refusal) return checkToken(world) ?? act([...steps, linkStep(follower)]);
  // Without a demotion of this run, nobody has compared what the follower has, so the name stays where it is too.
  if (refusal && world.run.demoted !== follower) return refusal;
  const unconfirmed = world.run.dnsChange !== undefined && world.run.insync === undefined;
  if (steps.length > 0 || unconfirmed) return act(steps, [confirmDnsStep(primary)]);
  if (refusal) return done(refusal.reason, withDue(['upgrade', 'rejoin'], world));
  return mayShowLink(world, primary) ? planSettle(follower) : endOfLink(follower, world, linked);
}
