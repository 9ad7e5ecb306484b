import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../shared/contract';
import { wordsOf } from '../replication/words';
import type { World } from '../world';
import { contradictsDemotion, hasOwnWrites, haveDiverged, isStillLinked, roleOf, upCluster } from './facts';
import type { Goal } from './goal';
import { DEFAULT_MAX_FAILOVER_LAG_SECONDS, type PlanLimits } from './limits';
import { assessLoss, describeLoss } from './loss';
import { mayObject, object, type Check } from './objections';

/** Whether a failover would lose more than the operator has to accept explicitly. */
export function lossChecks({ to }: Goal, world: World, limits: PlanLimits): Check[] {
  const from = otherCluster(to);
  const [target, source] = [upCluster(world.clusters[to]), upCluster(world.clusters[from])];
  const loss = assessLoss(world, to);
  const isCutOff = target?.state === 'idle' || target?.connected === false;
  switch (contradictsDemotion(world, from) ? 'secondary' : roleOf(world, from)) {
    case 'secondary':
      if (isIncomparable(world, from)) {
        return [
          object(
            'loss',
            `${from} is up, and nothing tells whether it has writes that ${to} does not have: neither is linked`,
            `If ${from} was primary last, run failover to ${from} instead.`,
          ),
        ];
      }
      // The catch-up compares the data before the promotion, so nothing is lost unnoticed.
      if (world.run.catchUp !== 'lacking') return [mayObject('loss')];
      return [
        object(
          'loss',
          `${from} is up and has writes that ${to} does not have (${describeLoss(loss)})`,
          `If ${from} has more, run failover to ${from} instead: status shows ${wordsOf(world).shown} of both.`,
        ),
      ];
    case 'primary':
      if (target && source && haveDiverged(source, target)) {
        return [
          object(
            'loss',
            `${to} has the same last WAL as ${from} and another Merkle root: its data has diverged`,
            `Reindex ${to} (sys/replication/dr/secondary/reindex) while ${from} is up.`,
          ),
        ];
      }
      if (!isCutOff) return [mayObject('loss')];
      return [
        object(
          'loss',
          `${from} still answers as primary, and ${to} does not follow it: ${describeLoss(loss)} would be lost`,
          `${wordsOf(world).follow}, then switchover.`,
        ),
      ];
    default:
      return isTooMuch(world, to, limits)
        ? [
            object(
              'loss',
              `${to} has not followed ${from} for too long: ${describeLoss(loss)} would be lost`,
              `Bring ${from} up, which has these writes.`,
            ),
          ]
        : [];
  }
}

/**
 * Whether nothing tells which of two secondaries has more: Vault reports no Merkle roots, and each counts its own WALs. If
 * one of them is still linked, the other one was its primary. If this run demoted the other one, the target followed it, but
 * not any more after a promotion: one that did not hold, or one by hand.
 */
function isIncomparable(world: World, from: ClusterName): boolean {
  const { catchUp, demoted, notHeld } = world.run;
  const target = upCluster(world.clusters[otherCluster(from)]);
  const follows = demoted === from && notHeld === undefined && !hasOwnWrites(target);
  return catchUp === 'not-proven' && !follows && !CLUSTER_NAMES.some((name) => isStillLinked(world, name));
}

/** The loss exceeds the bound, or it is not known and the target says that it is disconnected. */
function isTooMuch(world: World, to: Goal['to'], { maxFailoverLagSeconds }: PlanLimits): boolean {
  if (world.run.demoted === otherCluster(to)) return false;
  const target = upCluster(world.clusters[to]);
  const loss = assessLoss(world, to);
  if (loss.kind === 'since') return loss.seconds > (maxFailoverLagSeconds ?? DEFAULT_MAX_FAILOVER_LAG_SECONDS);
  return loss.kind === 'unknown' && (target?.state === 'idle' || target?.connected === false);
}
