import { otherCluster } from '../../shared/contract';
import { wordsOf } from '../replication/words';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { isProofDue, planFinish, planProof, planUndo, planUndoFinish } from './after-promotion';
import {
  describeCluster,
  howToBringUp,
  isLedTo,
  isStoppedByFence,
  isNameDue,
  linkTo,
  maySettle,
  roleOf,
  staleServersOf,
  targetMaySettle,
  upCluster,
} from './facts';
import { planFailover } from './failover';
import type { Goal } from './goal';
import { checkToken, leaseChecks, recordChecks } from './guards';
import type { PlanLimits } from './limits';
import { assessDiscard, describeLoss } from './loss';
import { object, refuseUnaccepted, withAccepted, type Check } from './objections';
import { planPromotion, planSettle, planUnfence } from './rounds';
import { planSwitchover } from './switchover';

/** Plans how `to` becomes the primary that serves the client name. Pure. */
export function planTakeover(goal: Goal, world: World, limits: PlanLimits): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  if (world.run.promoted === from) return planUndoFinish(goal, world);
  if (world.run.promoted === to) return isProofDue(world, to) ? planProof(goal, world) : planFinish(goal, world);
  // This run demotes its own target only when it undoes a promotion.
  if (world.run.demoted === to && roleOf(world, to) !== 'primary') return continueUndo(goal, world);

  const role = roleOf(world, to);
  const isLost = role !== 'primary' && role !== 'secondary' && !targetMaySettle(world, to);
  // The old primary is better than no primary.
  if (isLost && world.run.demoted === from) return planUndo(goal, world, `${to} is ${describeCluster(world, to)}`);
  switch (role) {
    case 'primary':
      return alreadyPrimary(goal, world);
    case 'secondary':
      if (upCluster(world.clusters[to])?.isEmptied) return refuseEmptied(to);
      return goal.kind === 'failover' ? planFailover(goal, world, limits) : planSwitchover(goal, world, limits);
    case 'changing':
    case 'gone':
    case 'odd': {
      // Only a cluster that is not replaced may serve again.
      if (isStoppedByFence(world, to) && roleOf(world, from) === 'secondary') return planUnfence(to);
      if (targetMaySettle(world, to)) return planSettle(to);
      const reason = `${to} cannot be promoted: it is ${describeCluster(world, to)}`;
      return refuse('target-unavailable', reason, howToBringUp(world, to));
    }
    case 'disabled':
      return refuse(
        'dr-disabled',
        `${to} cannot be promoted: DR replication is disabled on it`,
        `Enable ${to} as a secondary again.`,
      );
  }
}

/** Found before anything is done to the cluster that serves. */
const refuseEmptied = (to: Goal['to']): Plan =>
  refuse(
    'target-unavailable',
    `${to} cannot be promoted: its data are deleted, or may be, because it is being parked`,
    'Run rejoin to end that. If no cluster serves, restore the last file of the primary by hand.',
  );

function continueUndo(goal: Goal, world: World): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  const why = `${to} did not get every write of ${from}`;
  return roleOf(world, from) === 'primary' ? planUndoFinish(goal, world) : planUndo(goal, world, why);
}

/** The target was primary before this run did anything. */
function alreadyPrimary(goal: Goal, world: World): Plan {
  const { kind, to, accept } = goal;
  if (isProofDue(world, to)) return checkToken(world) ?? planProof(goal, world);
  const checks = [
    ...recordChecks(world, { needed: kind === 'switchover' }),
    ...(kind === 'failover' ? secondPrimaryChecks(goal, world) : []),
  ];
  const refusal =
    refuseUnaccepted(checks, accept) ?? (kind === 'switchover' ? refuseSwitchover(goal, world) : undefined);
  const plan =
    staleServersOf(world) === to
      ? planPromotion(goal, world, ['restarts', `a run was killed before all servers of ${to} had begun anew`])
      : planFinish(goal, world);
  return refusal ?? withAccepted(plan, checks);
}

/** A failover to a primary moves the clients there. That primary may be an old one that the other cluster replaced. */
function secondPrimaryChecks({ to, leavesName }: Goal, world: World): Check[] {
  const from = otherCluster(to);
  const carriesOn = world.unfinished?.to === to && world.unfinished.operation === 'failover';
  if (isLedTo(world, to) || carriesOn) return [];
  const role = roleOf(world, from);
  const isOld = world.promotion?.cluster === from && role !== 'secondary';
  const lacks = role === 'secondary' ? assessDiscard(world, to) : undefined;
  return [
    ...(leavesName ? [] : leaseChecks({ to }, world)),
    ...(lacks && lacks.kind !== 'none'
      ? [
          object(
            'loss',
            `${from} may have writes that ${to} does not have (${describeLoss(lacks)})`,
            `Compare what status shows of both clusters first: ${wordsOf(world).shown}.`,
          ),
        ]
      : []),
    ...(role === 'primary'
      ? [
          object(
            'unfenced-primary',
            `Both clusters are primary, and the clients are not on ${to}`,
            'Run rejoin: it demotes the old primary.',
          ),
        ]
      : []),
    ...(isOld
      ? [
          object(
            'loss',
            `${from} took over from ${to} at ${world.promotion?.at}: what clients wrote there since is not on ${to}`,
            `Bring ${from} up and run rejoin.`,
          ),
        ]
      : []),
  ];
}

function refuseSwitchover({ to }: Goal, world: World): Plan | undefined {
  const from = otherCluster(to);
  const role = roleOf(world, from);
  if (role === 'primary') {
    return refuse('two-primaries', 'Both clusters are primary', 'Run rejoin: it demotes the old primary.');
  }
  const linked = linkTo(world, to);
  // A killed switchover may have promoted the target before the proof. Only a complete journal shows that none did.
  if (!world.historyKnown && linked !== 'streaming') {
    return refuse(
      'journal-unreadable',
      `${to} is primary, and the journal of a region cannot be read: ${to} may not have every write of ${from}`,
      `Try again when DynamoDB answers in both regions, or use failover to move the clients to ${to} as it is.`,
    );
  }
  // Somebody else promoted the target. The other cluster is up, and what it has may be more.
  const isProven = world.run.catchUp === 'proven' || assessDiscard(world, to).kind === 'none';
  if (role === 'secondary' && !isLedTo(world, to) && !isProven) {
    return refuse(
      'proof-missing',
      `${to} is primary without the clients, and whether it has every write of ${from} is not known`,
      `Run failover to ${to} with loss accepted to move the clients to it as it is, or to ${from} to go back.`,
      { left: ['failover'] },
    );
  }
  // A failover may have left out writes, and what its operator accepted is not accepted here.
  const carriesOn = world.unfinished?.to === to && world.unfinished.operation !== 'failover';
  const isSafe = role === 'secondary' || isLedTo(world, to) || isNameDue(world, to) || carriesOn;
  if (!isSafe) return refuseUnseenOther(to, world);
  // Linking needs the token. A takeover that only has to move the name does not.
  return role === 'secondary' && !linked ? checkToken(world) : undefined;
}

/**
 * The clients are on a cluster that cannot be seen, and the target says that it is primary. The target may be an old
 * primary that was lost and came back, so a switchover does not move the clients to it.
 */
function refuseUnseenOther(to: Goal['to'], world: World): Plan {
  const from = otherCluster(to);
  if (maySettle(world, from)) return planSettle(from);
  return refuse(
    'other-may-be-primary',
    `${to} is a primary without the clients, and ${from} is ${describeCluster(world, from)}: it may be the newer primary`,
    `Bring ${from} up and run rejoin, or use failover to move the clients to ${to} as it is.`,
  );
}
