import { otherCluster } from '../../shared/contract';
import { act, refuse, type Plan, type Stage } from '../steps';
import type { World } from '../world';
import { linkTo, roleOf, upCluster } from './facts';
import { awaitPrimary, link, type Takeover } from './stages';

/**
 * The takeover cannot be finished, or not without losing something: back to where it came from, which has everything.
 * The clients' name has not moved, so nothing was written anywhere else.
 */
export function undo(takeover: Takeover, { run }: World, why: string): Plan {
  const { to } = takeover;
  const from = otherCluster(to);
  if (run.promoteFailed?.cluster === from) {
    return refuse(
      `Neither cluster is primary: ${to} could not take over, and ${from} was not promoted again: ${run.promoteFailed.detail}`,
      `Look at both; failover promotes the one it is given. ${from} has every write.`,
    );
  }
  return act(
    // Vault may want force for a demoted cluster that follows nobody; there is nothing that it could lack.
    [{ kind: 'promote', cluster: from, force: true, reason: `back to ${from}: ${why}` }],
    [awaitPrimary(from)],
    linkBack(takeover),
  );
}

/** A failover takes what it gets: its target may have what the other one lacks, and a link would overwrite it. */
const linkBack = ({ kind, to }: Takeover): Stage => (kind === 'switchover' ? [link(to)] : []);

/** The same where `to` was promoted ahead of the proof: it gives its role back first. */
export function undoPromotion(takeover: Takeover, world: World, why: string): Plan {
  const { to } = takeover;
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
    [link(to)],
  );
}

/** `from` is primary again. */
export function finishUndo(takeover: Takeover, world: World): Plan {
  const { kind, to } = takeover;
  const from = otherCluster(to);
  if (upCluster(world.clusters[from])?.serving !== true) return act([awaitPrimary(from)]);
  const canLink = ['secondary', 'changing'].includes(roleOf(world, to));
  if (kind === 'switchover' && canLink && !world.run.linked && !linkTo(world, from)) return act([link(to)]);
  const { promoteFailed, catchUp } = world.run;
  const why = promoteFailed?.detail ?? `${to} ${catchUp === 'not-proven' ? 'did not catch up' : 'was lost'}`;
  return refuse(
    `The ${kind} was undone, ${from} is primary again: ${why}`,
    `Look at the replication of ${to}, then try again.`,
  );
}
