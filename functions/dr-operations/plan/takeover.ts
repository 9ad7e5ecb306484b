import { otherCluster } from '../../shared/contract';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { isAhead, prove } from './ahead';
import { describe } from './describe';
import { leadsTo, linkTo, maySettle, roleOf, targetMaySettle } from './facts';
import { beginFailover } from './failover';
import { finish } from './finish';
import type { Goal } from './goal';
import { checkToken, recordChecks } from './guards';
import type { PlanLimits } from './limits';
import { assessDiscard, describeLoss } from './loss';
import { object, refuseUnaccepted, withAccepted, type Check } from './objections';
import { settle } from './stages';
import { beginSwitchover } from './switchover';
import { finishUndo, undo } from './undo';

/** Plans how `to` becomes the primary that serves the client name. Pure. */
export function planTakeover(goal: Goal, world: World, limits: PlanLimits): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  if (world.run.promoted === from) return finishUndo(goal, world);
  if (world.run.promoted === to) return isAhead(world, to) ? prove(goal, world) : finish(goal, world);
  // Only the way back demotes the cluster that was to be primary.
  if (world.run.demoted === to && roleOf(world, to) !== 'primary') return wayBack(goal, world);

  const role = roleOf(world, to);
  const isLost = role !== 'primary' && role !== 'secondary' && !targetMaySettle(world, to);
  // Better the old primary than none.
  if (isLost && world.run.demoted === from) return undo(goal, world, `${to} is ${describe(world, to)}`);
  switch (role) {
    case 'primary':
      return alreadyPrimary(goal, world);
    case 'secondary':
      return goal.kind === 'failover' ? beginFailover(goal, world, limits) : beginSwitchover(goal, world, limits);
    case 'changing':
    case 'gone':
    case 'odd': {
      if (targetMaySettle(world, to)) return settle(to);
      const lift = role === 'odd' ? 'Mend its address or what answers there.' : `Bring ${to} up, then try again.`;
      return refuse(`${to} cannot be promoted: it is ${describe(world, to)}`, lift);
    }
    case 'disabled':
      return refuse(`${to} cannot be promoted: DR replication is disabled on it`, `Enable ${to} as a secondary again.`);
  }
}

function wayBack(goal: Goal, world: World): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  const why = `${to} did not get every write of ${from}`;
  return roleOf(world, from) === 'primary' ? finishUndo(goal, world) : undo(goal, world, why);
}

/** `to` was primary before this run did anything. */
function alreadyPrimary(goal: Goal, world: World): Plan {
  const { kind, to, accept } = goal;
  if (isAhead(world, to)) return checkToken(world) ?? prove(goal, world);
  const checks = [
    ...recordChecks(world, { needed: kind === 'switchover' }),
    ...(kind === 'failover' ? secondPrimaryChecks(goal, world) : []),
  ];
  const refusal =
    refuseUnaccepted(checks, accept) ?? (kind === 'switchover' ? refuseSwitchover(goal, world) : undefined);
  return refusal ?? withAccepted(finish(goal, world), checks);
}

/** A failover to a primary moves the clients there. It may be an old one that knows nothing of its successor. */
function secondPrimaryChecks({ to }: Goal, world: World): Check[] {
  const from = otherCluster(to);
  const carriesOn = world.unfinished?.to === to && world.unfinished.operation === 'failover';
  if (leadsTo(world, to) || carriesOn) return [];
  const role = roleOf(world, from);
  const isOld = world.promotion?.cluster === from && role !== 'secondary';
  const lacks = role === 'secondary' ? assessDiscard(world, to) : undefined;
  return [
    ...(lacks && lacks.kind !== 'none'
      ? [
          object(
            'loss',
            `${from} may have writes that ${to} lacks (${describeLoss(lacks)})`,
            `Look at WALs and roots of both in status first.`,
          ),
        ]
      : []),
    ...(role === 'primary'
      ? [
          object(
            'unfenced-primary',
            `Both clusters are primary, and the clients are not on ${to}`,
            'Run rejoin: it demotes the one that the other one took over from.',
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
    return refuse('Both clusters are primary', `Run rejoin: it demotes the one that the other one took over from.`);
  }
  const linked = linkTo(world, to);
  // A killed switchover may have promoted `to` ahead of the proof. Only a whole journal says that none did.
  if (!world.historyKnown && linked !== 'streaming') {
    return refuse(
      `${to} is primary, and the journal cannot be read whole: it may lack writes of ${from}`,
      `Try again when DynamoDB answers in both regions, or use failover to move the clients to ${to} as it is.`,
    );
  }
  // Somebody else has promoted it. What the other one has may be more, and it can be seen.
  const isProven = world.run.catchUp === 'proven' || assessDiscard(world, to).kind === 'none';
  if (role === 'secondary' && !leadsTo(world, to) && !isProven) {
    return refuse(
      `${to} is primary without the clients, and whether it has every write of ${from} is not known`,
      `Run failover to ${to} with loss accepted to move the clients to it as it is, or to ${from} to go back.`,
      { left: ['failover'] },
    );
  }
  const isSafe = role === 'secondary' || leadsTo(world, to) || world.unfinished?.to === to;
  if (!isSafe) return unseenPartner(to, world);
  // Linking needs the token; a takeover that only has to move the name does not.
  return role === 'secondary' && !linked ? checkToken(world) : undefined;
}

/**
 * The clients are on a cluster that cannot be seen, and `to` calls itself primary: it may be one that was lost, came
 * back and knows nothing of the promotion. A switchover does not send the clients to it.
 */
function unseenPartner(to: Goal['to'], world: World): Plan {
  const from = otherCluster(to);
  if (maySettle(world, from)) return settle(from);
  return refuse(
    `${to} is a primary without the clients, and ${from} is ${describe(world, from)}: it may be the newer primary`,
    `Bring ${from} up and run rejoin, or use failover to move the clients to ${to} as it is.`,
  );
}
