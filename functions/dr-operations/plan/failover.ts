import { otherCluster } from '../../shared/contract';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { describe } from './describe';
import { maySettle, roleOf, sameSet, upCluster } from './facts';
import { catchUpThenPromote, demoteFirst, FORCE, promoteNow, settle, type Takeover } from './stages';
import { undo } from './undo';

/** `to` is a secondary that shall be promoted whatever became of the other one. */
export function beginFailover(takeover: Takeover, world: World): Plan {
  const { to, force } = takeover;
  const from = otherCluster(to);
  const { promoteFailed, demoted } = world.run;
  if (promoteFailed !== undefined) {
    // Better the old primary than none.
    if (demoted === from && roleOf(world, from) === 'secondary') return undo(takeover, world, promoteFailed.detail);
    return refuse(
      `${to} was not promoted: ${promoteFailed.detail}`,
      `Look at its replication and the policy. ${FORCE}`,
    );
  }
  const [target, source] = [upCluster(world.clusters[to]), upCluster(world.clusters[from])];
  const state = target?.state;
  if (target && source && !sameSet(target, source) && !force) {
    return refuse(
      `${to} follows another replication set than ${from}'s: its data is another`,
      `Enable ${to} as a secondary of ${from}. ${FORCE}`,
    );
  }
  if ((state === 'merkle-sync' || state === 'merkle-diff') && !force) {
    return refuse(
      `${to} is still copying data (${state}): its own may be incomplete`,
      `Wait for stream-wals. ${FORCE}`,
    );
  }
  const role = roleOf(world, from);
  switch (role) {
    case 'gone':
      if (world.run.demoteFailed !== undefined && maySettle(world, from)) return settle(from);
      return promoteNow(takeover, world, `${from} is ${describe(world, from)}`);
    case 'secondary':
      if (world.run.catchUp === undefined) return catchUpThenPromote(takeover, world, `${from} takes no more writes`);
      return promoteNow(takeover, world, `${from} is a secondary`);
    case 'primary':
      if (state === 'idle' && !force) {
        return refuse(
          `${from} still answers as primary, and ${to} does not follow it: nobody knows how much would be lost`,
          `Run rejoin, then switchover. ${FORCE}`,
        );
      }
      if (world.run.demoteFailed === undefined) return demoteFirst(takeover, world, `${from} still answers as primary`);
      if (force) return promoteNow(takeover, world, `forced: ${world.run.demoteFailed}`);
      return refuse(`${from} is a primary and could not be demoted: ${world.run.demoteFailed}`, `Fence it. ${FORCE}`);
    case 'changing':
      if (maySettle(world, from)) return settle(from);
      if (force) return promoteNow(takeover, world, `forced: ${from} does not say what it is`);
      return refuse(`${from} answers but does not say what it is`, `Wait for it, or fence it. ${FORCE}`);
    case 'disabled':
      if (force) return promoteNow(takeover, world, `forced: ${from} serves without replication`);
      return refuse(`${from} serves clients with DR replication disabled`, `Stop it first. ${FORCE}`);
    case 'odd':
      if (force) return promoteNow(takeover, world, `forced: ${from} is ${describe(world, from)}`);
      return refuse(
        `${from} is ${describe(world, from)}: it may still be a primary`,
        `Look at it, or fence it. ${FORCE}`,
      );
  }
}
