import { otherCluster } from '../../shared/contract';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { describe } from './describe';
import { canAskAgain, leadsTo, maySettle, roleOf, sameSet, upCluster } from './facts';
import { isAccepted, type Goal } from './goal';
import { checkReserves, checkToken, recordChecks } from './guards';
import type { PlanLimits } from './limits';
import { lossChecks } from './loss-checks';
import { mayObject, object, refuseUnaccepted, refuseUnused, withAccepted, type Check } from './objections';
import { catchUpThenPromote, demoteFirst, listen, promoteNow, settle } from './stages';
import { undo } from './undo';
import { describeHearing, hearingOf } from './witness';

/** `to` is a secondary that shall be promoted whatever became of the other one. */
export function beginFailover(goal: Goal, world: World, limits: PlanLimits): Plan {
  const { to, accept } = goal;
  const from = otherCluster(to);
  const { promoteFailed, demoted, catchUp } = world.run;
  const isOurs = demoted === from && roleOf(world, from) === 'secondary';
  if (promoteFailed !== undefined) {
    // Better the old primary than none.
    return isOurs ? undo(goal, world, promoteFailed.detail) : refusePromotion(goal, promoteFailed);
  }
  if (isOurs && catchUp === 'lacking' && !isAccepted(goal, 'loss')) {
    if (upCluster(world.clusters[from])) return undo(goal, world, `${to} did not get every write of ${from}`);
    // It has told of more and is silent now. Only one that stays silent is given up.
    if (maySettle(world, from)) return settle(from);
  }

  const checks = checksOf(goal, world, limits);
  const tokenless = checkToken(world, 1);
  if (tokenless) return tokenless;
  // What objects whatever the waiting brings is told at once.
  const others = checks.filter((check) => check.accept !== 'unfenced-primary');
  const waiting = refuseUnaccepted(others, accept) ? undefined : waitFirst(goal, world, limits);
  if (waiting) return waiting;
  const objection = refuseUnaccepted(checks, accept) ?? (hasBegun(world) ? undefined : refuseUnused(checks, accept));
  // What objects only after the demotion leads back, as long as no client was led to the target: better the old primary
  // than none.
  const canGoBack = isOurs && upCluster(world.clusters[from]) !== undefined && !leadsTo(world, to);
  if (objection && canGoBack) return undo(goal, world, objection.reason);
  return objection ?? withAccepted(proceed(goal, world), checks);
}

/** Whether this run, or one before it that was killed, has done something: then what objected may be over. */
const hasBegun = ({ run, unfinished }: World): boolean =>
  unfinished !== undefined ||
  run.demoted !== undefined ||
  run.demoteFailed !== undefined ||
  run.promoted !== undefined ||
  run.notHeld !== undefined;

function refusePromotion({ to, accept }: Goal, { detail, isBehind }: NonNullable<World['run']['promoteFailed']>): Plan {
  const force = object('vault-force', `${to} was not promoted: ${detail}`, 'Look at its replication and the policy.');
  const mayForce = isBehind === true && !accept.includes('vault-force');
  return refuse(force.reason, force.lift, mayForce ? { objections: [force] } : {});
}

/** Waits for what may be clear in a moment, unless the operator has taken the risk upon himself. */
function waitFirst(goal: Goal, world: World, limits: PlanLimits): Plan | undefined {
  if (isAccepted(goal, 'unfenced-primary')) return undefined;
  const from = otherCluster(goal.to);
  const role = roleOf(world, from);
  const refusedToGoDown = role === 'gone' && world.run.demoteFailed !== undefined;
  if ((role === 'changing' || role === 'odd' || refusedToGoDown) && maySettle(world, from)) return settle(from);
  return hearingOf(world, from, limits) === 'perhaps' ? listen(goal, world) : undefined;
}

/** Everything that objects, or may. */
const checksOf = (goal: Goal, world: World, limits: PlanLimits): Check[] => [
  ...primaryChecks(goal, world, limits),
  ...targetChecks(goal, world),
  ...lossChecks(goal, world, limits),
  ...recordChecks(world, { needed: false }),
  ...leaseChecks(goal, world),
];

/** Is the other cluster a living primary? */
function primaryChecks({ to }: Goal, world: World, limits: PlanLimits): Check[] {
  const from = otherCluster(to);
  const object_ = (reason: string, lift: string): Check[] => [object('unfenced-primary', reason, lift)];
  const role = roleOf(world, from);
  switch (role) {
    case 'secondary':
      return [];
    case 'gone': {
      if (hearingOf(world, from, limits) === 'silent') return [];
      const last = describeHearing(upCluster(world.clusters[to]));
      return object_(
        `${from} is ${describe(world, from)} from here, but ${to} still hears it (${last}): it may be a living primary`,
        `Mend the way from here to ${from}, or fence ${from}.`,
      );
    }
    case 'primary':
      if (world.run.demoteFailed === undefined) return [mayObject('unfenced-primary')];
      return object_(
        `${from} is a primary and could not be demoted: ${world.run.demoteFailed}`,
        `Fence ${from}, then run failover again.`,
      );
    case 'changing':
      return object_(`${from} answers but does not say what it is`, `Wait for it, or fence it.`);
    case 'disabled':
      return object_(`${from} serves clients with DR replication disabled`, `Stop it first.`);
    case 'odd':
      return object_(
        `${from} is ${describe(world, from)}: it may still be a primary`,
        `Mend its address or what answers there, or fence it.`,
      );
  }
}

/** Is the target fit to be promoted? */
function targetChecks({ to }: Goal, world: World): Check[] {
  const from = otherCluster(to);
  const [target, source] = [upCluster(world.clusters[to]), upCluster(world.clusters[from])];
  const isCopying = target?.state === 'merkle-sync' || target?.state === 'merkle-diff';
  return [
    ...(target && source && !sameSet(target, source)
      ? [
          object(
            'other-set',
            `${to} follows another replication set than ${from}'s: its data is another`,
            `Enable ${to} as a secondary of ${from}.`,
          ),
        ]
      : []),
    ...(isCopying
      ? [
          object(
            'vault-force',
            `${to} is still copying data (${target.state}): its own may be incomplete`,
            'Wait for stream-wals.',
          ),
        ]
      : []),
    ...(target?.corruptedMerkleTree
      ? [object('vault-force', `${to} says that its Merkle tree is corrupted`, `Reindex ${to} first.`)]
      : []),
    // Vault may refuse a target that it takes for behind, and only then says so.
    mayObject('vault-force'),
  ];
}

/** One table keeps out only those who reach it: enough where the other side is gone, and there is no better way. */
function leaseChecks({ to }: Goal, world: World): Check[] {
  const isEnough = roleOf(world, otherCluster(to)) === 'gone' && world.hasWitness !== true;
  if (world.lease !== 'part' || isEnough) return [];
  return [
    object(
      'part-lease',
      'Only one lease table answers: whoever reaches another one may act at the same time',
      'Check DynamoDB in each region and the route to it, and be sure that nobody else is at work on this pair.',
    ),
  ];
}

function proceed(goal: Goal, world: World): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  const { catchUp, demoteFailed } = world.run;
  switch (roleOf(world, from)) {
    case 'secondary':
      if (catchUp === undefined || canAskAgain(world, from)) {
        return catchUpThenPromote(goal, world, `${from} takes no more writes`);
      }
      return promoteNow(goal, world, `${from} is a secondary`);
    case 'primary':
      if (demoteFailed !== undefined) return promoteNow(goal, world, `accepted: ${demoteFailed}`);
      return checkReserves(world) ?? demoteFirst(goal, world, `${from} still answers as primary`);
    default:
      return promoteNow(goal, world, `${from} is ${describe(world, from)}`);
  }
}
