import type { Operation } from '../../functions/dr-operations/contract';
import { heartbeatAgeMs } from '../../functions/dr-operations/plan/witness';
import type { ClusterReport, Loss, OperationResult } from '../../functions/dr-operations/result';
import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import { stateInWords } from '../../functions/dr-operations/replication/words';
import { otherCluster } from '../../functions/shared/contract';

/** A duration in its two largest units: `7 h 12 min`, `2 min 5 s`, `0.8 s`. */
export function duration(ms: number): string {
  if (ms < 0) return `-${duration(-ms)}`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 10) return `${(ms / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/**
 * A cluster in a few words: `primary`, `secondary, stream-wals`, `unreachable (timeout)`.
 *
 * @param replication whose words are used
 */
export function describeCluster(report: ClusterReport, replication: ReplicationKind): string {
  const { observation } = report;
  const state = observation.kind === 'up' ? observation.state : undefined;
  if (state === undefined || state === 'running') return describeRole(report);
  return `${describeRole(report)}, ${stateInWords(replication, state)}`;
}

/** The role of a cluster, or why its role is not known. */
export function describeRole({ role, observation }: ClusterReport): string {
  switch (observation.kind) {
    case 'up':
      return role === 'primary' && !observation.serving ? 'primary, not serving' : role;
    case 'unreachable':
      return `unreachable (${observation.cause})`;
    case 'odd':
      if (observation.problem === 'client-certificate') return 'asks for a client certificate';
      return `not Vault (${observation.problem})`;
    case 'changing':
    case 'sealed':
    case 'uninitialised':
      return observation.kind;
  }
}

/** How long ago the target last heard the other cluster, by the target's clock. Empty if the target is no secondary. */
export function describeHeartbeat({ to, before }: Pick<OperationResult, 'to' | 'before'>): string[] {
  const target = to && before[to].observation;
  if (target?.kind !== 'up' || target.mode !== 'secondary') return [];
  const ageMs = heartbeatAgeMs(target);
  const other = otherCluster(to ?? 'home');
  return [
    ageMs === undefined
      ? `${to} does not report when it last heard ${other}`
      : `${to} last heard ${other} ${Math.round(ageMs / 1000)} s ago`,
  ];
}

/** How much may be lost, and whether that is an upper bound. */
export function describeLoss(loss: Loss | undefined): string {
  switch (loss?.kind) {
    case undefined:
      return 'not reported';
    case 'none':
      return 'none';
    case 'counted': {
      const since = loss.since === undefined ? '' : ` since ${loss.since}`;
      if (!loss.isUpperBound) return `${loss.wals} ${loss.unit ?? 'WALs'}${since}, and what is written until then`;
      return loss.wals === 0
        ? `none that is known: 0 ${loss.unit ?? 'WALs'} behind`
        : `at most ${loss.wals} ${loss.unit ?? 'WALs'}${since}`;
    }
    case 'since': {
      const lost = `writes that were acknowledged in the last ${loss.seconds} s`;
      return loss.isUpperBound ? `at most ${lost}` : `${lost}, or shortly before: no upper bound`;
    }
    case 'unknown':
      return 'not known';
  }
}

/** The loss of an operation. A switchover loses nothing: it waits for every write or is undone. */
export const lossOf = (operation: Operation | 'enable', loss: Loss | undefined): Loss | undefined =>
  operation === 'switchover' || operation === 'failback' ? { kind: 'none' } : loss;

/** Label for a loss: linking discards what only one cluster has, a promotion may lose it. */
export const lossName = (operation: Operation | 'enable'): 'Discards' | 'Possible loss' =>
  operation === 'rejoin' || operation === 'link' ? 'Discards' : 'Possible loss';

/** Whether an operation may discard or lose something, also if it is not known how much. */
export const mayLose = ({ operation, possibleLoss }: Pick<OperationResult, 'operation' | 'possibleLoss'>): boolean =>
  possibleLoss !== undefined && lossOf(operation, possibleLoss)?.kind !== 'none';
