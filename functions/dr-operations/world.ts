import type { Weights } from '../dns-switch/contract';
import type { ClusterObservation } from '../shared/cluster-observation';
import type { ClusterName } from '../shared/contract';
import type { Operation } from './contract';

/** What Route 53 says of the client name. */
export type RecordsObservation =
  | { readonly kind: 'known'; readonly weights: Weights }
  /** Missing, or shared with a record that is not ours. */
  | { readonly kind: 'invalid'; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** What is known of the DR operation token; never the token. */
export type TokenObservation =
  | { readonly kind: 'usable'; /** Milliseconds since the epoch. */ readonly expiresAt: number }
  | { readonly kind: 'unusable'; readonly detail: string };

/** A takeover that the journal says was begun and not ended. */
export interface UnfinishedOperation {
  readonly operation: Operation;
  readonly to: ClusterName;
}

/** What this run itself has done so far: facts that no cluster can be asked for while it changes its role. */
export interface RunFacts {
  /** Vault accepted the demotion of this cluster. */
  readonly demoted?: ClusterName;
  /** Its last WAL as read before the demotion. */
  readonly lastWalBeforeDemote?: number | undefined;
  /** The demotion was refused or its outcome could not be learnt. */
  readonly demoteFailed?: string;
  /** Whether the cluster to be promoted has the last WAL of the demoted one. */
  readonly catchUp?: 'proven' | 'not-proven';
  /** Vault accepted the promotion of this cluster. */
  readonly promoted?: ClusterName;
  /** Vault refused the promotion of this cluster in the end, with these words. */
  readonly promoteFailed?: { readonly cluster: ClusterName; readonly detail: string };
  /** Clusters that were waited for and did not settle. */
  readonly unsettled?: readonly ClusterName[];
  /** The change batch that this run sent. */
  readonly dnsChange?: { readonly active: ClusterName; readonly changeId: string };
  readonly insync?: 'confirmed' | 'not-confirmed';
  readonly linked?: 'streaming' | 'syncing';
}

/** Everything a plan depends on, the time included. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly clusters: Readonly<Record<ClusterName, ClusterObservation>>;
  readonly records: RecordsObservation;
  readonly token: TokenObservation;
  readonly unfinished: UnfinishedOperation | undefined;
  readonly run: RunFacts;
}
