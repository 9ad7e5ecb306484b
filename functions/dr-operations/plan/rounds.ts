import { otherCluster, type ClusterName } from '../../shared/contract';
import type { StepCause } from '../kinds';
import { act, type ActPlan, type Round, type Step, type StepOf } from '../steps';
import type { World } from '../world';
import { isLedAway, isTooOld, leadsTo } from './facts';
import { isAccepted, type Goal } from './goal';

/** Why a cluster is demoted or promoted: the word and the sentence. */
export type Why = readonly [cause: StepCause, reason: string];

export const planSettle = (cluster: ClusterName): ActPlan =>
  act([{ kind: 'settle', cluster, cause: 'role-unclear', reason: `${cluster} does not say which role it has` }]);

export const planUnfence = (cluster: ClusterName): ActPlan =>
  act([{ kind: 'unfence', cluster, cause: 'was-fenced', reason: `the servers of ${cluster} were told to stop` }]);

export function planListen(goal: Goal, world: World): ActPlan {
  const { to } = goal;
  const other = otherCluster(to);
  const reason = `${to} heard ${other} a moment ago and may hear it again`;
  return act(
    [{ kind: 'listen', cluster: to, cause: 'heard-recently', reason }],
    ...promotionRounds(goal, world, ['no-longer-heard', `${to} no longer hears ${other}`]),
  );
}

/** Demotes the other cluster, then promotes the target. */
export function planDemotion(goal: Goal, world: World, why: Why): ActPlan {
  const isBrief = goal.kind === 'failover' && isAccepted(goal, 'unfenced-primary');
  return act(
    [demoteStep(otherCluster(goal.to), why, isBrief)],
    [catchUpStep(goal)],
    ...promotionRounds(goal, world, why),
  );
}

export const planCatchUp = (goal: Goal, world: World, why: Why): ActPlan =>
  act([catchUpStep(goal)], ...promotionRounds(goal, world, why));

export const planPromotion = (goal: Goal, world: World, why: Why): ActPlan => act(...promotionRounds(goal, world, why));

export const demoteStep = (cluster: ClusterName, [cause, reason]: Why, isBrief = false): StepOf<'demote'> => ({
  kind: 'demote',
  cluster,
  cause,
  reason,
  ...(isBrief && { brief: true }),
});

/** Keeps the other cluster from taking writes, then promotes the target. */
export function planFencing(goal: Goal, world: World, why: Why): ActPlan {
  const cluster = otherCluster(goal.to);
  const fence: StepOf<'fence'> = {
    kind: 'fence',
    cluster,
    cause: 'may-take-writes',
    reason: `${cluster} gives no clear answer and may still take writes`,
    ...(isAccepted(goal, 'unfenced-primary') && { brief: true }),
  };
  return act([fence], [catchUpStep(goal)], ...promotionRounds(goal, world, why));
}

const catchUpStep = ({ kind, to }: Goal): StepOf<'catch-up'> => ({
  kind: 'catch-up',
  cluster: to,
  patient: kind === 'switchover',
  cause: 'keep-every-write',
  reason: 'no acknowledged write may be lost',
});

export const promoteStep = (cluster: ClusterName, [cause, reason]: Why, force: boolean): StepOf<'promote'> => ({
  kind: 'promote',
  cluster,
  force,
  cause,
  reason,
});

export const verifyStep = ({ kind, to }: Goal): StepOf<'verify'> => ({
  kind: 'verify',
  cluster: to,
  patient: kind === 'switchover',
  cause: 'proof-due',
  reason: `${to} was promoted before it was proven to have every write of ${otherCluster(to)}`,
});

/** The change of the client name; none if it leads there already, or this run has changed it. */
export const switchDnsSteps = (to: ClusterName, world: World): Step[] =>
  (leadsTo(world, to) && !isLedAway(world, to)) || world.run.dnsChange?.active === to
    ? []
    : [{ kind: 'switch-dns', cluster: to, cause: 'is-primary', reason: `${to} is primary` }];

/** The same for a takeover, which may leave the name to others. */
export const nameSteps = ({ to, leavesName }: Pick<Goal, 'to' | 'leavesName'>, world: World): Step[] =>
  leavesName ? [] : switchDnsSteps(to, world);

export const awaitPrimaryStep = (to: ClusterName): StepOf<'await-primary'> => ({
  kind: 'await-primary',
  cluster: to,
  cause: 'restarts',
  reason: `${to} restarts as primary`,
});

export const confirmDnsStep = (to: ClusterName): StepOf<'confirm-dns'> => ({
  kind: 'confirm-dns',
  cluster: to,
  cause: 'any-name-server',
  reason: 'a client may use any name server',
});

export const linkStep = (follower: ClusterName): StepOf<'link'> => ({
  kind: 'link',
  cluster: follower,
  cause: 'follow',
  reason: `${follower} has to follow ${otherCluster(follower)}`,
});

/** The promotion and what comes after it, as far as it is known now. A target that was proven before needs no `verify`. */
function promotionRounds(goal: Goal, world: World, why: Why): Round[] {
  const { kind, to } = goal;
  const { catchUp, demoteFailed } = world.run;
  const from = world.clusters[otherCluster(to)];
  // Before the catch-up it is only known whether there will be something to compare with.
  const willTell = from.kind === 'up' && from.mode !== 'disabled' && demoteFailed === undefined;
  const isForeseen = catchUp === undefined && (kind === 'switchover' || willTell);
  return [
    [promoteStep(to, why, isAccepted(goal, 'vault-force'))],
    catchUp === 'likely' || isForeseen ? [verifyStep(goal)] : [],
    [...nameSteps(goal, world), awaitPrimaryStep(to)],
    [
      ...(nameSteps(goal, world).length === 0 ? [] : [confirmDnsStep(to)]),
      ...(kind === 'switchover' && !isTooOld(world, otherCluster(to)) ? [linkStep(otherCluster(to))] : []),
    ],
  ];
}
