import { otherCluster, type ClusterName } from '../../shared/contract';
import { act, type Plan, type Stage, type Step } from '../steps';
import type { World } from '../world';
import { leadsTo } from './facts';

/** `to` shall be primary: by a `switchover` that loses nothing, or by a `failover` that goes on without the other one. */
export interface Takeover {
  readonly kind: 'switchover' | 'failover';
  readonly to: ClusterName;
  readonly force: boolean;
}

/** What lifts a refusal that only caution made. */
export const FORCE = 'Give force with a reason to do it all the same.';

export const settle = (cluster: ClusterName): Plan =>
  act([{ kind: 'settle', cluster, reason: `${cluster} is between two roles` }]);

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

export const verify = (to: ClusterName): Step => ({
  kind: 'verify',
  cluster: to,
  reason: `${to} was promoted ahead of the proof that it has every write of ${otherCluster(to)}`,
});

/** The change of the name, unless it leads there already. */
export const switchDns = (to: ClusterName, world: World): Step[] =>
  leadsTo(world, to) || world.run.dnsChange?.active === to
    ? []
    : [{ kind: 'switch-dns', cluster: to, reason: `${to} is primary` }];

const catchUp = ({ kind, to }: Takeover): Stage => [
  {
    kind: 'catch-up',
    cluster: to,
    patient: kind === 'switchover',
    reason: 'nothing that was acknowledged may be lost',
  },
];

export function demoteFirst(takeover: Takeover, world: World, reason: string): Plan {
  const from = otherCluster(takeover.to);
  return act([{ kind: 'demote', cluster: from, reason }], catchUp(takeover), ...promotion(takeover, world, reason));
}

export const catchUpThenPromote = (takeover: Takeover, world: World, reason: string): Plan =>
  act(catchUp(takeover), ...promotion(takeover, world, reason));

export const promoteNow = (takeover: Takeover, world: World, reason: string): Plan =>
  act(...promotion(takeover, world, reason));

/** From the promotion on, as far as it can be foreseen: a catch-up that proves everything needs no `verify`. */
function promotion(takeover: Takeover, world: World, reason: string): Stage[] {
  const { kind, to, force } = takeover;
  const needsProof = kind === 'switchover' && world.run.catchUp !== 'proven';
  return [
    // The operator's force is for Vault too: it lets a cluster be promoted that is known to be behind.
    [{ kind: 'promote', cluster: to, force, reason }],
    needsProof ? [verify(to)] : [],
    [...switchDns(to, world), awaitPrimary(to)],
    [...(leadsTo(world, to) ? [] : [confirmDns(to)]), ...(kind === 'switchover' ? [link(otherCluster(to))] : [])],
  ];
}
