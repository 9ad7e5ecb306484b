import type { ClusterObservation, UpCluster } from '../../shared/cluster-observation';
import { lossBegins } from '../plan/loss';
import type { ServiceState } from './rows';

/** Whether a cluster serves as primary. Pure. */
export function serviceState(observation: ClusterObservation): ServiceState {
  switch (observation.kind) {
    case 'up':
      if (observation.mode !== 'primary') return 'unclear';
      return observation.serving ? 'serves' : 'down';
    case 'changing':
      return observation.mode === 'secondary' ? 'unclear' : 'down';
    case 'unreachable':
    case 'sealed':
    case 'uninitialised':
      return 'down';
    case 'odd':
      return 'unclear';
  }
}

/** What a secondary has, by its own clock, milliseconds since the epoch. */
export interface Received {
  readonly now: number;
  /** Writes of its primary after this time may be missing: the last heartbeat minus the lag. */
  readonly since: number;
}

/** @returns `undefined` if Vault does not report the lag, which it does since 1.17. Pure. */
export function receivedBy(secondary: UpCluster | undefined): Received | undefined {
  const { mode, canaryAgeMs, serverTimeMs } = secondary ?? {};
  const since = lossBegins(secondary);
  if (mode !== 'secondary' || canaryAgeMs === undefined || serverTimeMs === undefined || since === undefined) {
    return undefined;
  }
  return { now: serverTimeMs, since };
}

/** What one look finds out about the Vault of home. */
export interface ServiceLook {
  readonly is: ServiceState;
  /** What the secondary has. @default - it is not known, or this watcher does not ask it */
  readonly received?: Received | undefined;
}

/** What may be lost, as a row keeps it. */
export interface LossFacts {
  /** The newest `since` of {@link Received} before home was down. */
  readonly keptSince?: number | undefined;
  /** Writes of this time may be lost, seconds: from `keptSince` to the first look that found home down. */
  readonly lossSeconds?: number | undefined;
}

/**
 * Goes on with what may be lost. It is fixed when home is first seen down, because a secondary that hears nothing cannot
 * tell a primary that writes from one that is gone. Pure.
 */
export function nextLoss(before: LossFacts, { is, received }: ServiceLook): LossFacts {
  if (is === 'unclear') return {};
  const known = [before.keptSince, received?.since].filter((since) => since !== undefined);
  const keptSince = known.length > 0 ? Math.max(...known) : undefined;
  if (is === 'serves') return { keptSince: received?.since };
  if (before.lossSeconds !== undefined) return { keptSince: before.keptSince, lossSeconds: before.lossSeconds };
  if (received === undefined || keptSince === undefined) return { keptSince };
  return { keptSince, lossSeconds: Math.max(0, Math.ceil((received.now - keptSince) / 1000)) };
}
