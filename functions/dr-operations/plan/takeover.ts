import { otherCluster, type ClusterName } from '../../shared/contract';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { isAhead, prove } from './ahead';
import { describe } from './describe';
import { leadsTo, linkTo, maySettle, roleOf, upCluster } from './facts';
import { beginFailover } from './failover';
import { finish } from './finish';
import { checkRecords, checkToken } from './guards';
import type { PlanLimits } from './index';
import { FORCE, settle, type Takeover } from './stages';
import { beginSwitchover } from './switchover';
import { finishUndo, undo } from './undo';

/** Plans how `to` becomes the primary that serves the client name. Pure. */
export function planTakeover(takeover: Takeover, world: World, limits: PlanLimits): Plan {
  const { kind, to, force } = takeover;
  const from = otherCluster(to);
  if (world.run.promoted === from) return finishUndo(takeover, world);
  if (world.run.promoted === to) return finishPromoted(takeover, world);
  // Only the way back demotes the cluster that was to be primary.
  if (world.run.demoted === to && roleOf(world, to) !== 'primary') return wayBack(takeover, world);

  const objection = checkRecords(world, { force, needed: kind === 'switchover' });
  if (objection) return objection;
  const role = roleOf(world, to);
  const isLost = role !== 'primary' && role !== 'secondary' && !maySettle(world, to);
  // Better the old primary than none.
  if (isLost && world.run.demoted === from) return undo(takeover, world, `${to} is ${describe(world, to)}`);
  switch (role) {
    case 'primary':
      return alreadyPrimary(takeover, world, limits);
    case 'secondary':
      return checkToken(world, limits) ?? begin(takeover, world, limits);
    case 'changing':
    case 'gone':
      if (maySettle(world, to)) return settle(to);
      return refuse(`${to} cannot be promoted: it is ${describe(world, to)}`, `Bring ${to} up, then try again.`);
    case 'disabled':
      return refuse(`${to} cannot be promoted: DR replication is disabled on it`, `Enable ${to} as a secondary again.`);
    case 'odd':
      return refuse(
        `${to} cannot be promoted: it is ${describe(world, to)}`,
        `Mend its address or what answers there.`,
      );
  }
}

const finishPromoted = (takeover: Takeover, world: World): Plan =>
  takeover.kind === 'switchover' && isAhead(world, takeover.to) ? prove(takeover, world) : finish(takeover, world);

function wayBack(takeover: Takeover, world: World): Plan {
  const { to } = takeover;
  const from = otherCluster(to);
  const why = `${to} did not get every WAL of ${from}`;
  return roleOf(world, from) === 'primary' ? finishUndo(takeover, world) : undo(takeover, world, why);
}

/** `to` is a secondary; what happens first depends on the other cluster. */
function begin(takeover: Takeover, world: World, limits: PlanLimits): Plan {
  const { kind, to, force } = takeover;
  const target = upCluster(world.clusters[to]);
  if (target?.corruptedMerkleTree && !force) {
    return refuse(`${to} says that its Merkle tree is corrupted`, `Reindex ${to} first. ${FORCE}`);
  }
  return kind === 'failover' ? beginFailover(takeover, world) : beginSwitchover(takeover, world, limits);
}

/** `to` was primary before this run did anything. */
function alreadyPrimary(takeover: Takeover, world: World, limits: PlanLimits): Plan {
  const { kind, to, force } = takeover;
  const from = otherCluster(to);
  const role = roleOf(world, from);
  if (kind === 'switchover' && isAhead(world, to)) return checkToken(world, limits) ?? prove(takeover, world);
  const objection = checkLink(takeover, world, limits) ?? checkHistory(takeover, world);
  if (objection) return objection;
  const isSafe = role === 'secondary' || kind === 'failover' || leadsTo(world, to) || force;
  if (role !== 'primary' && !isSafe && world.unfinished?.to !== to) return unseenPartner(to, world);
  if (role !== 'primary') return finish(takeover, world);
  if (kind === 'switchover')
    return refuse('Both clusters are primary', `Run rejoin: it demotes the one without clients.`);
  const carriesOn = world.unfinished?.to === to && world.unfinished.operation === 'failover';
  if (leadsTo(world, to) || carriesOn || force) return finish(takeover, world);
  return refuse(
    `Both clusters are primary, and the clients are not on ${to}`,
    `Run rejoin to keep the one with the clients, or give force with a reason to move them to ${to}.`,
  );
}

/** A killed switchover may have promoted `to` ahead of the proof. Only a whole journal says that none did. */
function checkHistory({ kind, to, force }: Takeover, world: World): Plan | undefined {
  if (kind === 'failover' || force || world.historyKnown || leadsTo(world, to)) return undefined;
  return refuse(
    `${to} is primary without the clients, and the journal cannot be read whole: it may lack writes of ${otherCluster(to)}`,
    `Try again when DynamoDB answers in both regions, or use failover to move the clients to ${to} as it is.`,
  );
}

/**
 * The clients are on a cluster that cannot be seen, and `to` calls itself primary: it may be one that was lost, came
 * back and knows nothing of the promotion. A switchover does not send the clients to it.
 */
function unseenPartner(to: ClusterName, world: World): Plan {
  const from = otherCluster(to);
  if (maySettle(world, from)) return settle(from);
  return refuse(
    `${to} is a primary without the clients, and ${from} is ${describe(world, from)}: it may be the newer primary`,
    `Bring ${from} up and run rejoin, or use failover to move the clients to ${to} as it is.`,
  );
}

/** Linking needs the token; a takeover that only has to move the name does not. */
function checkLink({ kind, to }: Takeover, world: World, limits: PlanLimits): Plan | undefined {
  const needsLink = kind === 'switchover' && roleOf(world, otherCluster(to)) === 'secondary' && !linkTo(world, to);
  return needsLink ? checkToken(world, limits) : undefined;
}
