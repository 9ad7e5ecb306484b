import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../shared/contract';
import type { Acceptance } from '../contract';
import { act, done, refuse, type Plan } from '../steps';
import type { World } from '../world';
import { isProofDue } from './after-promotion';
import { describeCluster, isLedTo, isNameDue, linkTo, maySettle, primariesOf, roleOf } from './facts';
import { recordChecks } from './guards';
import { refuseUnaccepted, withAccepted } from './objections';
import { confirmDnsStep, planSettle, switchDnsSteps } from './rounds';
import { isOldPrimary } from './survivor';

/** Plans that the client name leads to the cluster that took over, and nothing else. Pure. */
export function planName(accept: readonly Acceptance[], world: World): Plan {
  const unclear = CLUSTER_NAMES.find((name) => maySettle(world, name));
  if (unclear) return planSettle(unclear);
  const active = activeOf(world);
  if (typeof active === 'object') return active;
  const unconfirmed = world.run.dnsChange !== undefined && world.run.insync === undefined;
  if (unconfirmed) return act([confirmDnsStep(active)]);
  if (world.run.nameRefused !== undefined) {
    return refuse(
      'name-refused',
      `Route 53 refused to change the weights: ${world.run.nameRefused}`,
      `The health checks lead the clients to ${active} meanwhile. Try again when Route 53 takes changes.`,
      { left: ['confirm-dns'] },
    );
  }
  if (switchDnsSteps(active, world).length === 0) {
    const left = world.run.insync === 'not-confirmed' ? (['confirm-dns'] as const) : [];
    return done(`The client name leads to ${active}`, left);
  }
  const checks = recordChecks(world, { needed: true });
  return (
    refuseUnaccepted(checks, accept) ??
    withAccepted(act(switchDnsSteps(active, world), [confirmDnsStep(active)]), checks)
  );
}

/** The cluster that may have the name: a primary beside which there can be no other one, or the one that took over. */
function activeOf(world: World): ClusterName | Plan {
  const { promotion, unfinished, historyKnown } = world;
  const [only, second] = primariesOf(world);
  if (only === undefined) {
    return refuse(
      'no-primary',
      'Neither cluster is known to be primary',
      'Promote one with switchover or failover first.',
    );
  }
  if (second === undefined && isLedTo(world, only)) return only;
  if (unfinished || (promotion && isProofDue(world, promotion.cluster))) {
    return refuse(
      'operation-unfinished',
      `An operation${unfinished ? ` (${unfinished.operation} to ${unfinished.to})` : ''} began and did not end`,
      'That operation moves the name when it is safe: wait for it, or run it again.',
    );
  }
  const tookOver = historyKnown ? promotion?.cluster : undefined;
  if (second !== undefined) {
    // A promotion by hand is in no journal. It shows in the secondaries that the primaries know.
    const isContradicted = tookOver !== undefined && isOldPrimary(world, tookOver);
    // While the name was due, clients may have gone on to write on the old primary, which has returned.
    const hadClientsThere = tookOver !== undefined && isNameDue(world, tookOver);
    if (tookOver !== undefined && !isContradicted && !hadClientsThere) return tookOver;
    return refuse('two-primaries', 'Both clusters are primary', 'Run rejoin: it demotes the old primary.');
  }
  const other = otherCluster(only);
  if (tookOver === only) return only;
  if (tookOver === other && linkTo(world, only) === undefined) {
    return refuse(
      'old-primary',
      `${other} took over from ${only} at ${promotion?.at}, so ${only} is probably an old primary`,
      `Bring ${other} up and run rejoin, or use failover to move the clients to ${only} as it is.`,
    );
  }
  if (roleOf(world, other) === 'secondary') return only;
  return refuse(
    'other-may-be-primary',
    `${other} is ${describeCluster(world, other)}: it may be the newer primary, and the journal does not say that ${only} took over`,
    `Bring ${other} up, or use failover to move the clients to ${only} as it is.`,
  );
}
