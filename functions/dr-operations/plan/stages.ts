import { otherCluster, type ClusterName } from '../../shared/contract';
import { act, type Plan, type Stage, type Step } from '../steps';
import type { World } from '../world';
import { leadsTo } from './facts';
import { isAccepted, type Goal } from './goal';

export const settle = (cluster: ClusterName): Plan =>
  act([{ kind: 'settle', cluster, reason: `${cluster} does not say yet what it is` }]);

export function listen(goal: Goal, world: World): Plan {
  const { to } = goal;
  const reason = `${to} heard ${otherCluster(to)} a moment ago, and may hear it again`;
  return act([{ kind: 'listen', cluster: to, reason }], ...promotion(goal, world, `${to} no longer hears it`));
}

export const link = (follower: ClusterName): Step => ({
  kind: 'link',
  cluster: follower,
  reason: `${follower} shall follow ${otherCluster(follower)}`,
});

export const confirmDns = (to: ClusterName): Step => ({
  kind: 'confirm-dns',
  cluster: to,
  reason: 'clients ask any name server',
});

export const awaitPrimary = (to: ClusterName): Step => ({
  kind: 'await-primary',
  cluster: to,
  reason: `${to} restarts as primary`,
});

export const verify = ({ kind, to }: Goal): Step => ({
  kind: 'verify',
  cluster: to,
  patient: kind === 'switchover',
  reason: `${to} was promoted ahead of the proof that it has every write of ${otherCluster(to)}`,
});

/** The change of the name, unless it leads there already. */
export const switchDns = (to: ClusterName, world: World): Step[] =>
  leadsTo(world, to) || world.run.dnsChange?.active === to
    ? []
    : [{ kind: 'switch-dns', cluster: to, reason: `${to} is primary` }];

const catchUp = ({ kind, to }: Goal): Stage => [
  {
    kind: 'catch-up',
    cluster: to,
    patient: kind === 'switchover',
    reason: 'nothing that was acknowledged may be lost',
  },
];

export function demoteFirst(goal: Goal, world: World, reason: string): Plan {
  const cluster = otherCluster(goal.to);
  const isBrief = goal.kind === 'failover' && isAccepted(goal, 'unfenced-primary');
  return act(
    [{ kind: 'demote', cluster, reason, ...(isBrief && { brief: true }) }],
    catchUp(goal),
    ...promotion(goal, world, reason),
  );
}

export const catchUpThenPromote = (goal: Goal, world: World, reason: string): Plan =>
  act(catchUp(goal), ...promotion(goal, world, reason));

export const promoteNow = (goal: Goal, world: World, reason: string): Plan => act(...promotion(goal, world, reason));

/** From the promotion on, as far as it can be foreseen: what was proven before needs no `verify`. */
function promotion(goal: Goal, world: World, reason: string): Stage[] {
  const { kind, to } = goal;
  const { catchUp: caughtUp, demoteFailed } = world.run;
  const from = world.clusters[otherCluster(to)];
  // Before the catch-up it is only known whether there will be something to compare with.
  const willTell = from.kind === 'up' && from.mode !== 'disabled' && demoteFailed === undefined;
  const isForeseen = caughtUp === undefined && (kind === 'switchover' || willTell);
  return [
    [{ kind: 'promote', cluster: to, force: isAccepted(goal, 'vault-force'), reason }],
    caughtUp === 'likely' || isForeseen ? [verify(goal)] : [],
    [...switchDns(to, world), awaitPrimary(to)],
    [...(leadsTo(world, to) ? [] : [confirmDns(to)]), ...(kind === 'switchover' ? [link(otherCluster(to))] : [])],
  ];
}
