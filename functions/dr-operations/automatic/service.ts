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

/**
 * Writes of this time, seconds, would be lost if the secondary were promoted now: from the last heartbeat minus the lag
 * until now, by the clock of the secondary. Pure.
 *
 * @returns `undefined` if Vault does not report the lag, which it does since 1.17
 */
export function lossSeconds(secondary: UpCluster | undefined): number | undefined {
  const { mode, canaryAgeMs, serverTimeMs } = secondary ?? {};
  const since = lossBegins(secondary);
  if (mode !== 'secondary' || canaryAgeMs === undefined || serverTimeMs === undefined || since === undefined) {
    return undefined;
  }
  return Math.max(0, Math.ceil((serverTimeMs - since) / 1000));
}
