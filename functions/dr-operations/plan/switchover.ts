import { otherCluster, type ClusterName } from '../../shared/contract';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { describe } from './describe';
import { canAskAgain, haveDiverged, leadsTo, linkTo, maySettle, roleOf, sameSet, upCluster } from './facts';
import type { Goal } from './goal';
import { checkReserves, checkToken, recordChecks } from './guards';
import type { PlanLimits } from './limits';
import { refuseUnaccepted, refuseUnused, withAccepted } from './objections';
import { catchUpThenPromote, demoteFirst, promoteNow, settle } from './stages';
import { undo } from './undo';

/** `to` is a secondary that shall be promoted with every write of the other one. */
export function beginSwitchover(goal: Goal, world: World, limits: PlanLimits): Plan {
  const { to, accept } = goal;
  const from = otherCluster(to);
  const role = roleOf(world, from);
  const checks = recordChecks(world, { needed: true });
  const objection = checkToken(world) ?? refuseUnaccepted(checks, accept);
  if (objection) return objection;
  switch (role) {
    case 'primary': {
      if (world.run.demoteFailed !== undefined) {
        return refuse(
          `${from} was not demoted: ${world.run.demoteFailed}`,
          'Nothing has changed; mend that and try again.',
        );
      }
      const reason = checkSwitchover(goal, world, limits) ?? refuseUnused(checks, accept) ?? checkReserves(world);
      return reason ?? withAccepted(demoteFirst(goal, world, `${from} hands over to ${to}`), checks);
    }
    case 'secondary':
      return betweenRoles(goal, world);
    case 'changing':
    case 'gone':
      if (maySettle(world, from)) return settle(from);
      return refuse(`${from} is ${describe(world, from)}, so nothing can be handed over`, 'Use failover instead.');
    case 'disabled':
      return refuse(`DR replication is disabled on ${from}`, 'Enable it again before a switchover.');
    case 'odd':
      if (maySettle(world, from)) return settle(from);
      return refuse(`${from} is ${describe(world, from)}`, 'Mend its address or what answers there.');
  }
}

/** What has to be true before a healthy primary is demoted. */
function checkSwitchover({ to }: Goal, world: World, { maxLagWals }: PlanLimits): Plan | undefined {
  const from = otherCluster(to);
  const target = upCluster(world.clusters[to]);
  const source = upCluster(world.clusters[from]);
  if (!target || !source) return refuse(`${to} is ${describe(world, to)}`, `Bring ${to} up, then try again.`);
  if (target.corruptedMerkleTree) {
    return refuse(`${to} says that its Merkle tree is corrupted`, `Reindex ${to} first.`);
  }
  if (!sameSet(source, target)) {
    return refuse(`${to} follows another replication set than ${from}'s`, `Enable ${to} as a secondary of ${from}.`);
  }
  if (linkTo(world, from) !== 'streaming') {
    const state = target.connected === false ? 'disconnected' : (target.state ?? 'unknown');
    return refuse(`${to} does not follow ${from} (${state})`, 'Run rejoin, wait for stream-wals, then try again.');
  }
  if (haveDiverged(source, target)) {
    return refuse(
      `${to} has the same last WAL as ${from} and another Merkle root: its data has diverged`,
      `Reindex ${to} (sys/replication/dr/secondary/reindex), then try again.`,
    );
  }
  const lag = (source.lastWal ?? 0) - (target.lastRemoteWal ?? 0);
  // Right after a link no WAL has streamed yet and the number is 0; equal roots say more than it.
  if (Boolean(target.lastRemoteWal) && lag > maxLagWals) {
    return refuse(
      `${to} is ${lag} WALs behind, more than ${maxLagWals}`,
      'Wait until it has caught up, then try again.',
    );
  }
  return undefined;
}

/** Both are secondaries: a switchover of ours, or one that was killed, stands between demote and promote. */
function betweenRoles(goal: Goal, world: World): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  const target = upCluster(world.clusters[to]);
  const source = upCluster(world.clusters[from]);
  const { catchUp, promoteFailed } = world.run;
  if (target && source && !sameSet(source, target)) {
    return refuse(
      `${to} follows another replication set than ${from}'s`,
      `Promote the one that has the data with failover.`,
    );
  }
  const wasTarget = wasPrimary(world, to) && !wasPrimary(world, from);
  if (promoteFailed !== undefined) {
    // The way back leads to the one that has everything.
    if (!wasTarget) return undo(goal, world, promoteFailed.detail);
    return refuse(`${to} was not promoted again: ${promoteFailed.detail}`, 'Look at it: it has every write.');
  }
  if (target?.corruptedMerkleTree && !wasTarget) {
    const why = `${to} says that its Merkle tree is corrupted`;
    return world.run.demoted === from ? undo(goal, world, why) : refuse(why, `Reindex ${to} first.`);
  }
  if (catchUp === undefined && wasTarget) {
    // Vault may want force for a demoted cluster that follows nobody; there is nothing that it could lack.
    const again = { ...goal, accept: [...goal.accept, 'vault-force'] as const };
    return promoteNow(again, world, `${to} was the primary, and has everything`);
  }
  if (catchUp === undefined || canAskAgain(world, from)) {
    return catchUpThenPromote(goal, world, `${from} was demoted`);
  }
  if (catchUp === 'proven') return promoteNow(goal, world, `${to} has every write of ${from}`);
  if (catchUp === 'likely') return promoteNow(goal, world, `${to} has what ${from} is known to have written`);
  if (!wasPrimary(world, from)) {
    return refuse(
      `Both clusters are secondaries, ${to} is not known to have every write of ${from}, and which was primary is not known`,
      `Run the operation that was begun again, or failover to the one that has the data (status shows WALs and roots).`,
      { left: ['failover'] },
    );
  }
  if (source?.mode === 'secondary') return undo(goal, world, `${to} did not get every write of ${from}`);
  // One look that is unclear ends nothing. A cluster that gives no answer was waited for.
  if (world.clusters[from].kind !== 'unreachable' && maySettle(world, from)) return settle(from);
  return refuse(
    `${from} was demoted and is ${describe(world, from)}; whether ${to} has its last writes is not known`,
    `Run failover to ${to} with loss accepted to serve the clients now, or switchover again when ${from} is back.`,
    { left: ['failover'] },
  );
}

/**
 * Whether this cluster is known to have been the primary before both were secondaries, so that it has everything: this
 * run or one that was killed has demoted it, or journal and client name agree on it.
 */
const wasPrimary = (world: World, name: ClusterName): boolean =>
  world.run.demoted === name ||
  world.unfinished?.to === otherCluster(name) ||
  (world.unfinished === undefined &&
    world.promotion?.cluster === name &&
    world.promotion.proof !== 'due' &&
    leadsTo(world, name));
