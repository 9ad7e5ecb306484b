import type { ClusterName } from '../shared/contract';

export interface DnsSwitchEvent {
  /** Only say what would change. @default false */
  readonly dryRun?: boolean;
}

/** Weights of the client name's two records, integers from 0 to 255. */
export interface Weights {
  readonly home: number;
  readonly away: number;
}

export interface DnsSwitchResult {
  /** The cluster that is primary and gets all traffic. */
  readonly active: ClusterName;
  readonly before: Weights;
  readonly after: Weights;
  /** `UNCHANGED`: the weights were right already. `PLANNED`: a dry run. `PENDING`: sent, not yet on every name server. */
  readonly status: 'UNCHANGED' | 'PLANNED' | 'PENDING' | 'INSYNC';
}
