import { otherCluster } from '../../shared/contract';
import { act, refuse, type Plan, type Stage } from '../steps';
import type { World } from '../world';
import { leadsTo, linkTo, roleOf, upCluster } from './facts';
import type { Goal } from './goal';
import { assessDiscard } from './loss';
import { awaitPrimary, confirmDns, link, switchDns } from './stages';

/**
 * The takeover cannot be finished, or not without losing something: back to where it came from, which has everything.
 * Nothing was written anywhere else, since no cluster has served the clients meanwhile.
 */
export function undo(goal: Goal, { run }: World, why: string): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  if (run.promoteFailed?.cluster === from) {
    return refuse(
      `Neither cluster is primary: ${to} could not take over, and ${from} was not promoted again: ${run.promoteFailed.detail}`,
      `Look at both, then run failover to ${from}, which has every write.`,
      { left: ['failover'] },
    );
  }
  return act(
    // Vault may want force for a demoted cluster that follows nobody; there is nothing that it could lack.
    [{ kind: 'promote', cluster: from, force: true, reason: `back to ${from}: ${why}` }],
    [awaitPrimary(from)],
    linkBack(goal),
  );
}

/** A failover takes what it gets: its target may have what the other one lacks, and a link would overwrite it. */
const linkBack = ({ kind, to }: Goal): Stage => (kind === 'switchover' ? [link(to)] : []);

/** The same where `to` was promoted ahead of the proof: it gives its role back first. */
export function undoPromotion(goal: Goal, world: World, why: string): Plan {
  const { to } = goal;
  if (world.run.demoteFailed !== undefined) {
    return refuse(
      `${to} lacks writes of ${otherCluster(to)}, and could not be demoted again: ${world.run.demoteFailed}`,
      `The client name has not moved. Demote ${to} by hand, then run the same operation again.`,
    );
  }
  const from = otherCluster(to);
  return act(
    // A cluster that restarts shows its old role for a while: only one that serves as primary is asked to give it back.
    upCluster(world.clusters[to])?.serving ? [] : [awaitPrimary(to)],
    [{ kind: 'demote', cluster: to, reason: why }],
    ...(roleOf(world, from) === 'primary'
      ? []
      : [
          [{ kind: 'promote', cluster: from, force: true, reason: `back to ${from}: ${why}` } as const],
          [awaitPrimary(from)],
        ]),
    linkBack(goal),
  );
}

/** `from` is primary again. */
export function finishUndo(goal: Goal, world: World): Plan {
  const { kind, to } = goal;
  const from = otherCluster(to);
  // The name has moved only where a promotion was accepted and did not hold.
  const traffic = leadsTo(world, to) && world.run.dnsChange ? switchDns(from, world) : [];
  if (upCluster(world.clusters[from])?.serving !== true) return act([...traffic, awaitPrimary(from)]);
  if (traffic.length > 0) return act(traffic, [confirmDns(from)]);
  const linked = world.run.linked ?? linkTo(world, from);
  // What this run began with a link between them has nothing of its own; otherwise rejoin says what it discards.
  const isHarmless = world.run.demoted !== undefined || assessDiscard(world, from).kind === 'none';
  const canLink = ['secondary', 'changing'].includes(roleOf(world, to)) && isHarmless;
  if (kind === 'switchover' && canLink && !linked) return act([link(to)]);
  const { promoteFailed, catchUp } = world.run;
  const missing = catchUp === 'lacking' || catchUp === 'not-proven';
  const why = promoteFailed?.detail ?? `${to} ${missing ? 'did not catch up' : 'was lost'}`;
  return refuse(
    `The ${kind} was undone, ${from} is primary again: ${why}`,
    `Look at the replication of ${to}, then try again.`,
    { isUndone: true, ...(!linked && { left: ['rejoin'] }) },
  );
}
