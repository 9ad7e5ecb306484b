import { otherCluster, type ClusterName } from '../../shared/contract';
import { stateInWords, wordsOf } from '../replication/words';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { planUndo } from './after-promotion';
import {
  canCompareAgain,
  describeCluster,
  haveDiverged,
  howToBringUp,
  isLedTo,
  isStillLinked,
  isStoppedByFence,
  linkTo,
  maySettle,
  roleOf,
  sameSet,
  upCluster,
} from './facts';
import type { Goal } from './goal';
import { checkReserves, checkToken, licenseChecks, recordChecks } from './guards';
import type { PlanLimits } from './limits';
import { isLinkUnseen, refuseUnseen } from './linkable';
import { refuseUnaccepted, refuseUnused, withAccepted } from './objections';
import { otherSetOf } from './other-set';
import { planCatchUp, planDemotion, planPromotion, planSettle, planUnfence } from './rounds';

/** The target is a secondary that is to be promoted with every write of the other cluster. */
export function planSwitchover(goal: Goal, world: World, limits: PlanLimits): Plan {
  const { to, accept } = goal;
  const from = otherCluster(to);
  const role = roleOf(world, from);
  const checks = [
    ...recordChecks(world, { needed: true }),
    ...(role === 'primary' ? licenseChecks(world, [from, to]) : []),
  ];
  const objection = checkToken(world) ?? refuseUnaccepted(checks, accept);
  if (objection) return objection;
  switch (role) {
    case 'primary': {
      if (world.run.demoteFailed !== undefined) {
        return refuseDemotion(from, world.run.demoteFailed, world);
      }
      const refusal = checkSwitchover(goal, world, limits) ?? refuseUnused(checks, accept) ?? checkReserves(world);
      if (refusal) return refusal;
      return withAccepted(planDemotion(goal, world, ['handover', `${from} hands over to ${to}`]), checks);
    }
    case 'secondary':
      return betweenRoles(goal, world);
    case 'changing':
    case 'gone':
      if (maySettle(world, from)) return planSettle(from);
      // A run that was killed has stopped it, and nothing else has the data that it has.
      if (isStoppedByFence(world, from) && hasOnlyCopies(world, to)) return planUnfence(from);
      return refuse(
        'source-unavailable',
        `${from} is ${describeCluster(world, from)}, so it cannot hand over`,
        'Use failover instead.',
      );
    case 'disabled':
      return refuse('dr-disabled', `DR replication is disabled on ${from}`, 'Enable it again before a switchover.');
    case 'odd':
      if (maySettle(world, from)) return planSettle(from);
      return refuse(
        'source-unavailable',
        `${from} is ${describeCluster(world, from)}`,
        'Correct its address, or what answers there.',
      );
  }
}

function refuseDemotion(from: ClusterName, detail: string, { run }: World): Plan {
  const reason = `${from} was not demoted: ${detail}`;
  if (run.mayBeFenced !== from) {
    return refuse('demotion-failed', reason, 'Nothing has changed. Correct that and try again.');
  }
  const remedy = `If ${from} takes no writes, run switchover again to go on, or failover to ${from} to go back.`;
  return refuse('demotion-failed', reason, remedy, { left: ['failover'] });
}

/** What has to be true before a healthy primary is demoted. */
function checkSwitchover({ to }: Goal, world: World, { maxLagWals }: PlanLimits): Plan | undefined {
  const { lagUnit = 'WALs', maxLag = maxLagWals } = world.replication ?? {};
  const from = otherCluster(to);
  const target = upCluster(world.clusters[to]);
  const source = upCluster(world.clusters[from]);
  if (!target || !source) {
    return refuse('target-unavailable', `${to} is ${describeCluster(world, to)}`, howToBringUp(world, to));
  }
  if (target.corruptedMerkleTree) return refuseCorrupted(to);
  if (!sameSet(source, target)) {
    const { reason, remedy } = otherSetOf(world, to, 'follows');
    return refuse('other-set', reason, remedy);
  }
  if (isLinkUnseen(world, to)) return refuseUnseen(to, world);
  if (linkTo(world, from) !== 'streaming') {
    const state = target.connected === false ? 'disconnected' : (target.state ?? 'unknown');
    return refuse(
      'not-following',
      `${to} does not follow ${from} (${stateInWords(world.replication?.kind, state)})`,
      `${wordsOf(world).follow}, then try again.`,
    );
  }
  if (haveDiverged(source, target)) {
    return refuse(
      'diverged',
      `${to} has the same last WAL as ${from} and another Merkle root: its data has diverged`,
      `Reindex ${to} (sys/replication/dr/secondary/reindex), then try again.`,
    );
  }
  const lag = (source.lastWal ?? 0) - (target.lastRemoteWal ?? 0);
  // Right after a link no WAL has streamed yet and the number is 0. Equal roots have shown that the data is there.
  if (Boolean(target.lastRemoteWal) && lag > maxLag) {
    return refuse(
      'target-lagging',
      `${to} is ${lag} ${lagUnit} behind, more than ${maxLag}`,
      'Wait until it has caught up, then try again.',
    );
  }
  return undefined;
}

const refuseCorrupted = (to: ClusterName): Plan =>
  refuse('target-corrupted', `${to} reports that its Merkle tree is corrupted`, `Reindex ${to} first.`);

/** Whether the cluster was not primary itself since it last followed the other one. */
const hasOnlyCopies = (world: World, name: ClusterName): boolean =>
  upCluster(world.clusters[name])?.lastWal === undefined;

/** Both clusters are secondaries: this switchover, or one that was killed, is between demotion and promotion. */
function betweenRoles(goal: Goal, world: World): Plan {
  const { to } = goal;
  const from = otherCluster(to);
  const target = upCluster(world.clusters[to]);
  const source = upCluster(world.clusters[from]);
  const { catchUp, promoteFailed } = world.run;
  if (target && source && !sameSet(source, target)) {
    return refuse(
      'other-set',
      otherSetOf(world, to, 'follows').reason,
      `Promote the one that has the data with failover.`,
    );
  }
  const wasTarget = wasPrimary(world, to) && !wasPrimary(world, from);
  if (promoteFailed !== undefined) {
    // Undoing promotes the cluster that has every write.
    if (!wasTarget) return planUndo(goal, world, promoteFailed.detail);
    return refuse(
      'promotion-failed',
      `${to} was not promoted again: ${promoteFailed.detail}`,
      `Look at ${to}: it has every write.`,
    );
  }
  if (target?.corruptedMerkleTree && !wasTarget) {
    const why = `${to} reports that its Merkle tree is corrupted`;
    return world.run.demoted === from ? planUndo(goal, world, why) : refuseCorrupted(to);
  }
  if (catchUp === undefined && wasTarget) {
    // Vault may require `force` for a demoted cluster without a primary. It cannot lack a write.
    const again = { ...goal, accept: [...goal.accept, 'vault-force'] as const };
    return planPromotion(again, world, ['was-primary', `${to} was the primary and has every write`]);
  }
  if (catchUp === undefined || canCompareAgain(world, from)) {
    return planCatchUp(goal, world, ['other-demoted', `${from} was demoted`]);
  }
  if (catchUp === 'proven') {
    return planPromotion(goal, world, ['has-every-write', `${to} has every write of ${from}`]);
  }
  if (catchUp === 'likely') {
    return planPromotion(goal, world, ['has-known-writes', `${to} has every write that ${from} is known to have made`]);
  }
  if (!wasPrimary(world, from)) {
    return refuse(
      'primary-unknown',
      `Both clusters are secondaries, ${to} is not known to have every write of ${from}, and which one was primary is not known`,
      `Run the operation that began again, or failover to the cluster that has the data (status shows ${wordsOf(world).shown}).`,
      { left: ['failover'] },
    );
  }
  if (source?.mode === 'secondary') return planUndo(goal, world, `${to} did not get every write of ${from}`);
  // One unclear look decides nothing. A cluster that gives no answer has been waited for already.
  if (world.clusters[from].kind !== 'unreachable' && maySettle(world, from)) return planSettle(from);
  return refuse(
    'proof-missing',
    `${from} was demoted and is ${describeCluster(world, from)}; whether ${to} has its last writes is not known`,
    `Run failover to ${to} with loss accepted to serve the clients now, or switchover again when ${from} is back.`,
    { left: ['failover'] },
  );
}

/**
 * Whether this cluster is known to have been the primary before both became secondaries, so that it has every write: this
 * run demoted it, or the records say so and nothing has overtaken them. If the other cluster is no longer linked, it may
 * have been primary since and have newer writes, whatever the records say.
 */
const wasPrimary = (world: World, name: ClusterName): boolean =>
  world.run.demoted === name || (isRecordedAsPrimary(world, name) && isStillLinked(world, otherCluster(name)));

/** Whether a killed operation was to demote it, or the journal and the client name agree on it. */
const isRecordedAsPrimary = (world: World, name: ClusterName): boolean =>
  world.unfinished?.to === otherCluster(name) ||
  (world.unfinished === undefined &&
    world.promotion?.cluster === name &&
    world.promotion.proof !== 'due' &&
    isLedTo(world, name));
