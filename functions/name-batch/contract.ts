import type { ClusterName } from '../shared/contract';

/** One pair whose failover has left the client name to this Lambda. Its stack publishes these settings. */
export interface DuePair {
  readonly environment: string;
  readonly identifier: string;
  /** The cluster that was promoted. */
  readonly to: ClusterName;
  /** Name of the lease and journal table, the same in every region. */
  readonly journalTable: string;
  readonly regions: Readonly<Record<ClusterName, string>>;
  /** Region of a third lease table. @default - there is none */
  readonly witnessRegion?: string | undefined;
  readonly dns: {
    /** Every zone that has the client name. */
    readonly hostedZoneIds: readonly string[];
    readonly clientName: string;
    readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
    /** Role to assume for Route 53; such a pair moves its name by itself. @default - the zone is in this account */
    readonly roleArn?: string | undefined;
  };
}

export interface NameBatchEvent {
  readonly pairs: readonly DuePair[];
  /** Who, for the journals. @default - `name-batch` */
  readonly actor?: string;
  /** Why, for the journals. */
  readonly reason?: string;
}

/** What became of the client name of one pair. */
export interface PairName {
  /** `<environment>/<identifier>`. */
  readonly pair: string;
  /** `moved`: the name leads to the promoted cluster. `left`: it was not touched, or not in every zone. */
  readonly outcome: 'moved' | 'left';
  /** Why it was left, for people. */
  readonly why?: string;
}

export interface NameBatchResult {
  readonly pairs: readonly PairName[];
  /** `UNCHANGED`: no record had to change. `PENDING`: changed, but not yet on every name server. */
  readonly status: 'UNCHANGED' | 'PENDING' | 'INSYNC';
}
