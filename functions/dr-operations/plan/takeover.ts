import { otherCluster, type ClusterName } from '../../shared/contract';
import { act, done, refuse, type LeftToDo, type Plan, type Stage, type Step } from '../steps';
import type { World } from '../world';
import { leadsTo, linkTo, maySettle, roleOf, sameSet, upCluster } from './facts';
import { checkRecords, checkToken } from './guards';
import type { PlanLimits } from './index';

/** `to` shall be primary: by a `switchover` that loses nothing, or by a `failover` that goes on without the other one. */
export interface Takeover {
  readonly kind: 'switchover' | 'failover';
  readonly to: ClusterName;
  readonly force: boolean;
}

const FORCE = 'Give force with a reason to do it all the same.';

/** Plans how `to` becomes the primary that serves the client name. Pure. */
export function planTakeover(takeover: Takeover, world: World, limits: PlanLimits): Plan {
  const { kind, to, force } = takeover;
  const from = otherCluster(to);
  if (world.run.promoted === from) return finishUndo(takeover, world);
  if (world.run.promoted === to) return finish(takeover, world);

  const objection = checkRecords(world, { force, needed: kind === 'switchover' });
  if (objection) return objection;
  const role = roleOf(world, to);
  const isLost = role !== 'primary' && role !== 'secondary' && !maySettle(world, to);
  if (isLost && kind === 'switchover' && world.run.demoted === from) {
    return undo(takeover, world, `${to} is ${describe(world, to)}`);
  }
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

const settle = (cluster: ClusterName): Plan =>
  act([{ kind: 'settle', cluster, reason: `${cluster} is between two roles` }]);

/** `to` is a secondary; what happens first depends on the other cluster. */
function begin(takeover: Takeover, world: World, limits: PlanLimits): Plan {
  const { kind, to, force } = takeover;
  const target = upCluster(world.clusters[to]);
  if (target?.corruptedMerkleTree && !force) {
    return refuse(`${to} says that its Merkle tree is corrupted`, `Reindex ${to} first. ${FORCE}`);
  }
  return kind === 'failover' ? beginFailover(takeover, world) : beginSwitchover(takeover, world, limits);
}

function beginFailover(takeover: Takeover, world: World): Plan {
  const { to, force } = takeover;
  const from = otherCluster(to);
  if (world.run.promoteFailed !== undefined) {
    return refuse(
      `${to} was not promoted: ${world.run.promoteFailed.detail}`,
      `Look at its replication and the policy. ${FORCE}`,
    );
  }
  const state = upCluster(world.clusters[to])?.state;
  if ((state === 'merkle-sync' || state === 'merkle-diff') && !force) {
    return refuse(
      `${to} is still copying data (${state}): its own may be incomplete`,
      `Wait for stream-wals. ${FORCE}`,
    );
  }
  const role = roleOf(world, from);
  switch (role) {
    case 'gone':
      return promoteNow(takeover, world, `${from} is ${describe(world, from)}`);
    case 'secondary':
      if (world.run.catchUp === undefined) return catchUpThenPromote(takeover, world, `${from} takes no more writes`);
      return promoteNow(takeover, world, `${from} is a secondary`);
    case 'primary':
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

function beginSwitchover(takeover: Takeover, world: World, limits: PlanLimits): Plan {
  const { to } = takeover;
  const from = otherCluster(to);
  const role = roleOf(world, from);
  switch (role) {
    case 'primary':
      if (world.run.demoteFailed !== undefined) {
        return refuse(
          `${from} was not demoted: ${world.run.demoteFailed}`,
          'Nothing has changed; mend that and try again.',
        );
      }
      return checkSwitchover(takeover, world, limits) ?? demoteFirst(takeover, world, `${from} hands over to ${to}`);
    case 'secondary':
      return betweenRoles(takeover, world);
    case 'changing':
    case 'gone':
      if (maySettle(world, from)) return settle(from);
      return refuse(`${from} is ${describe(world, from)}, so nothing can be handed over`, 'Use failover instead.');
    case 'disabled':
      return refuse(`DR replication is disabled on ${from}`, 'Enable it again before a switchover.');
    case 'odd':
      return refuse(`${from} is ${describe(world, from)}`, 'Mend its address or what answers there.');
  }
}

/** What has to be true before a healthy primary is demoted. */
function checkSwitchover({ to }: Takeover, world: World, { maxLagWals }: PlanLimits): Plan | undefined {
  const from = otherCluster(to);
  const target = upCluster(world.clusters[to]);
  const source = upCluster(world.clusters[from]);
  if (!target || !source) return refuse(`${to} is ${describe(world, to)}`, `Bring ${to} up, then try again.`);
  if (!sameSet(source, target)) {
    return refuse(`${to} follows another replication set than ${from}'s`, `Enable ${to} as a secondary of ${from}.`);
  }
  if (linkTo(world, from) !== 'streaming') {
    const state = target.connected === false ? 'disconnected' : (target.state ?? 'unknown');
    return refuse(`${to} does not follow ${from} (${state})`, 'Run rejoin, wait for stream-wals, then try again.');
  }
  const lag = (source.lastWal ?? 0) - (target.lastRemoteWal ?? 0);
  // Right after a link no WAL has streamed yet and the number is 0; equal roots say more than it.
  const comparable = Boolean(target.lastRemoteWal) && source.lastWal !== undefined;
  if (comparable && lag > maxLagWals) {
    return refuse(
      `${to} is ${lag} WALs behind, more than ${maxLagWals}`,
      'Wait until it has caught up, then try again.',
    );
  }
  return undefined;
}

/** Both are secondaries: a switchover of ours, or one that was killed, stands between demote and promote. */
function betweenRoles(takeover: Takeover, world: World): Plan {
  const { to } = takeover;
  const from = otherCluster(to);
  const target = upCluster(world.clusters[to]);
  const source = upCluster(world.clusters[from]);
  const { catchUp: catchUpSoFar } = world.run;
  if (target && source && !sameSet(source, target)) {
    return refuse(
      `${to} follows another replication set than ${from}'s`,
      `Promote the one that has the data with failover.`,
    );
  }
  if (world.run.promoteFailed !== undefined) return undo(takeover, world, world.run.promoteFailed.detail);
  if (catchUpSoFar === undefined) return catchUpThenPromote(takeover, world, `${from} was demoted`);
  if (catchUpSoFar === 'proven') return promoteNow(takeover, world, `${to} has every WAL of ${from}`);
  if (!wasPrimary(world, from)) {
    return refuse(
      `Both clusters are secondaries, ${to} is not known to have every WAL of ${from}, and which was primary is not known`,
      `Run the operation that was begun again, or failover to the one that has the data (status shows WALs and roots).`,
    );
  }
  if (source?.mode === 'secondary') return undo(takeover, world, `${to} did not get every WAL of ${from}`);
  return refuse(
    `${from} was demoted and then went away; whether ${to} has its last writes is not known`,
    `Run switchover again when ${from} is back, or failover to promote ${to} as it is.`,
  );
}

/** Whether this cluster is known to have been the primary before both were secondaries, so that it has everything. */
const wasPrimary = ({ run, unfinished }: World, name: ClusterName): boolean =>
  run.demoted === name || unfinished?.to === otherCluster(name);

function demoteFirst(takeover: Takeover, world: World, reason: string): Plan {
  const from = otherCluster(takeover.to);
  return act([{ kind: 'demote', cluster: from, reason }], catchUp(takeover), ...promotion(takeover, world, reason));
}

const catchUpThenPromote = (takeover: Takeover, world: World, reason: string): Plan =>
  act(catchUp(takeover), ...promotion(takeover, world, reason));

const promoteNow = (takeover: Takeover, world: World, reason: string): Plan =>
  act(...promotion(takeover, world, reason));

const catchUp = ({ kind, to }: Takeover): Stage => [
  {
    kind: 'catch-up',
    cluster: to,
    patient: kind === 'switchover',
    reason: `nothing that was acknowledged may be lost`,
  },
];

function promotion(takeover: Takeover, world: World, reason: string): Stage[] {
  const { kind, to, force } = takeover;
  return [
    // The operator's force is for Vault too: it lets a cluster be promoted that is known to be behind.
    [{ kind: 'promote', cluster: to, force, reason }],
    [...switchDns(to, world), { kind: 'await-primary', cluster: to, reason: `${to} restarts as primary` }],
    [...(leadsTo(world, to) ? [] : [confirmDns(to)]), ...(kind === 'switchover' ? [link(otherCluster(to))] : [])],
  ];
}

const switchDns = (to: ClusterName, world: World): Step[] =>
  leadsTo(world, to) || world.run.dnsChange?.active === to
    ? []
    : [{ kind: 'switch-dns', cluster: to, reason: `${to} is primary` }];

const confirmDns = (to: ClusterName): Step => ({
  kind: 'confirm-dns',
  cluster: to,
  reason: 'clients ask any name server',
});

const link = (follower: ClusterName): Step => ({
  kind: 'link',
  cluster: follower,
  reason: `${follower} shall follow ${otherCluster(follower)}`,
});

/** `to` was primary before this run did anything. */
function alreadyPrimary(takeover: Takeover, world: World, limits: PlanLimits): Plan {
  const { kind, to, force } = takeover;
  const from = otherCluster(to);
  const objection = checkLink(takeover, world, limits);
  if (objection) return objection;
  const role = roleOf(world, from);
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

/** `to` is primary, or Vault has accepted its promotion: traffic, then the link. */
function finish({ kind, to }: Takeover, world: World): Plan {
  const from = otherCluster(to);
  const serving = upCluster(world.clusters[to])?.serving === true;
  const traffic: Step[] = [
    ...switchDns(to, world),
    ...(serving ? [] : [{ kind: 'await-primary', cluster: to, reason: `${to} restarts as primary` } as const]),
  ];
  const unconfirmed = world.run.dnsChange?.active === to && world.run.insync === undefined;
  const linked = world.run.linked ?? linkTo(world, to);
  const canLink = ['secondary', 'changing'].includes(roleOf(world, from));
  const afterwards: Step[] = [
    ...(unconfirmed || traffic.some((step) => step.kind === 'switch-dns') ? [confirmDns(to)] : []),
    ...(kind === 'switchover' && !linked && canLink ? [link(from)] : []),
  ];
  if (traffic.length + afterwards.length > 0) return act(traffic, afterwards);
  const left: LeftToDo[] = [
    ...(world.run.insync === 'not-confirmed' ? (['confirm-dns'] as const) : []),
    ...(linked === 'syncing' ? (['await-stream-wals'] as const) : []),
    ...(linked ? [] : (['rejoin'] as const)),
  ];
  return done(`${to} is primary and the client name leads to it`, left);
}

/** The switchover cannot be finished without losing something: back to where it came from, which has everything. */
function undo({ to }: Takeover, { run }: World, why: string): Plan {
  const from = otherCluster(to);
  if (run.promoteFailed?.cluster === from) {
    return refuse(
      `Neither cluster is primary: ${to} could not take over, and ${from} was not promoted again: ${run.promoteFailed.detail}`,
      `Look at both; failover promotes the one it is given. ${from} has every write.`,
    );
  }
  return act(
    [{ kind: 'promote', cluster: from, force: false, reason: `back to ${from}: ${why}` }],
    [{ kind: 'await-primary', cluster: from, reason: `${from} restarts as primary` }],
    [link(to)],
  );
}

function finishUndo({ to }: Takeover, world: World): Plan {
  const from = otherCluster(to);
  if (upCluster(world.clusters[from])?.serving !== true) {
    return act([{ kind: 'await-primary', cluster: from, reason: `${from} restarts as primary` }]);
  }
  const canLink = ['secondary', 'changing'].includes(roleOf(world, to));
  if (canLink && !world.run.linked && !linkTo(world, from)) return act([link(to)]);
  return refuse(
    `The switchover was undone, ${from} is primary again: ${world.run.promoteFailed?.detail ?? `${to} did not catch up`}`,
    `Look at the replication of ${to}, then try again.`,
  );
}

/** In words, for a reason. */
export function describe(world: World, name: ClusterName): string {
  const observation = world.clusters[name];
  switch (observation.kind) {
    case 'up':
      return observation.mode;
    case 'changing':
      return 'between two roles';
    case 'unreachable':
      return `unreachable (${observation.cause})`;
    case 'odd':
      return `not answering as Vault (${observation.problem})`;
    case 'sealed':
    case 'uninitialised':
      return observation.kind;
  }
}
