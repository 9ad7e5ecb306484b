import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../shared/contract';
import type { Acceptance } from '../contract';
import { act, done, refuse, type Plan } from '../steps';
import type { World } from '../world';
import { isAhead } from './ahead';
import { describe } from './describe';
import { leadsTo, linkTo, maySettle, roleOf } from './facts';
import { recordChecks } from './guards';
import { refuseUnaccepted, withAccepted } from './objections';
import { confirmDns, settle, switchDns } from './stages';
import { isOldPrimary } from './survivor';

/** Plans that the client name leads to the cluster that took over, and nothing else. Pure. */
export function planName(accept: readonly Acceptance[], world: World): Plan {
  const between = CLUSTER_NAMES.find((name) => maySettle(world, name));
  if (between) return settle(between);
  const active = activeOf(world);
  if (typeof active === 'object') return active;
  const unconfirmed = world.run.dnsChange !== undefined && world.run.insync === undefined;
  if (unconfirmed) return act([confirmDns(active)]);
  if (leadsTo(world, active)) {
    const left = world.run.insync === 'not-confirmed' ? (['confirm-dns'] as const) : [];
    return done(`The client name leads to ${active}`, left);
  }
  const checks = recordChecks(world, { needed: true });
  return refuseUnaccepted(checks, accept) ?? withAccepted(act(switchDns(active, world), [confirmDns(active)]), checks);
}

/** The cluster that may have the name: a primary beside which no other one can be, or the one that took over. */
function activeOf(world: World): ClusterName | Plan {
  const { promotion, unfinished, historyKnown } = world;
  const primaries = CLUSTER_NAMES.filter((name) => roleOf(world, name) === 'primary');
  const [only, second] = primaries;
  if (only === undefined) {
    return refuse('Neither cluster is known to be primary', 'Promote one with dr-operations first.');
  }
  if (second === undefined && leadsTo(world, only)) return only;
  if (unfinished || (promotion && isAhead(world, promotion.cluster))) {
    return refuse(
      `An operation${unfinished ? ` (${unfinished.operation} to ${unfinished.to})` : ''} was begun and not ended`,
      'It moves the name when it may: wait for it, or run it again.',
    );
  }
  const tookOver = historyKnown ? promotion?.cluster : undefined;
  if (second !== undefined) {
    // A promotion by hand is in no journal, and shows in what the primaries know of each other.
    const isContradicted = tookOver !== undefined && isOldPrimary(world, tookOver);
    if (tookOver !== undefined && !isContradicted) return tookOver;
    return refuse('Both clusters are primary', 'Run rejoin with dr-operations: it demotes the second one.');
  }
  const other = otherCluster(only);
  if (tookOver === only) return only;
  if (tookOver === other && linkTo(world, only) === undefined) {
    return refuse(
      `${other} took over from ${only} at ${promotion?.at}, and ${only} is an old primary as far as anybody knows`,
      `Bring ${other} up and run rejoin, or use failover to move the clients to ${only} as it is.`,
    );
  }
  if (roleOf(world, other) === 'secondary') return only;
  return refuse(
    `${other} is ${describe(world, other)}: it may be the newer primary, and the journal does not say that ${only} took over`,
    `Bring ${other} up, or use failover to move the clients to ${only} as it is.`,
  );
}
