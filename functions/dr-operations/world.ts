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

/** Tells an operator to give the client name to a cluster, where Route 53 cannot be asked to. */
export type MoveNameByHand = (active: ClusterName) => void;

/** What is known of the DR operation token; never the token. */
export type TokenObservation =
  | { readonly kind: 'usable'; /** Milliseconds since the epoch, or `Infinity`. */ readonly expiresAt: number }
  | { readonly kind: 'unusable'; readonly detail: string };

/** A takeover that the journal says was begun and not ended. */
export interface UnfinishedOperation {
  readonly operation: Operation;
  readonly to: ClusterName;
}

/**
 * What a cluster had received when it was promoted ahead of the proof that this was everything. The proof needs it: a
 * promoted cluster counts anew.
 */
export interface Received {
  /** The cluster that was promoted. */
  readonly cluster: ClusterName;
  /** Last WAL received. */
  readonly lastRemoteWal: number;
  readonly merkleRoot?: string | undefined;
  /** Last WAL that the other cluster told before its demotion. */
  readonly lastWalBeforeDemote: number;
}

/** What this run itself has done so far: facts that no cluster can be asked for while it changes its role. */
export interface RunFacts {
  /** Vault accepted the demotion of this cluster. */
  readonly demoted?: ClusterName;
  /** Its last WAL as read before the demotion. */
  readonly lastWalBeforeDemote?: number | undefined;
  /** The demotion was refused or its outcome could not be learnt. */
  readonly demoteFailed?: string;
  /**
   * Whether the cluster to be promoted has the last WAL of the demoted one. `likely`: it has what is known to have been
   * written, and nothing more arrives; the demoted cluster cannot be asked yet.
   */
  readonly catchUp?: 'proven' | 'likely' | 'not-proven';
  /** Set from a `likely` catch-up until the proof, also when a run before this one was killed in between. */
  readonly received?: Received | undefined;
  /** Vault accepted the promotion of this cluster. */
  readonly promoted?: ClusterName | undefined;
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
  /** Whether the journals of both regions could be read: one that is missing may tell of an unfinished operation. */
  readonly historyKnown: boolean;
  readonly run: RunFacts;
}
