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

/** The last promotion that Vault accepted from this system. Every later journal entry carries it on. */
export interface Promotion {
  /** The cluster that was promoted. */
  readonly cluster: ClusterName;
  /** ISO 8601. */
  readonly at: string;
  /** Last WAL that it had received then. A promoted cluster counts anew, so that nobody can ask for it later. */
  readonly lastRemoteWal?: number | undefined;
  /** Its Merkle root then. */
  readonly merkleRoot?: string | undefined;
  /** Last WAL that the other cluster told before its demotion. */
  readonly lastWalBeforeDemote?: number | undefined;
  /** ISO 8601: from when on writes of the other cluster may be missing, where that is known. */
  readonly since?: string | undefined;
  /**
   * Whether it had every write of the other cluster: `came` is proven; `due` was promoted ahead of the proof, which has
   * not come yet; `none` went on without one.
   */
  readonly proof: 'came' | 'due' | 'none';
  /** This system has begun to lead clients to it: taking the promotion back would lose what they wrote. @default false */
  readonly hadClients?: boolean | undefined;
}

/** What this run itself has done so far: facts that no cluster can be asked for while it changes its role. */
export interface RunFacts {
  /** Vault accepted the demotion of this cluster. */
  readonly demoted?: ClusterName | undefined;
  /** Its last WAL as read before the demotion. */
  readonly lastWalBeforeDemote?: number | undefined;
  /** The demotion was refused, or the cluster hangs. */
  readonly demoteFailed?: string;
  /** Whether the secondary goes on hearing the cluster that did not answer us. */
  readonly heard?: 'goes-on' | 'stopped';
  /**
   * Whether the cluster to be promoted has the last WAL of the demoted one. `likely`: it has what is known to have been
   * written, and nothing more arrives; the demoted cluster cannot be asked yet. `lacking`: the demoted cluster has more.
   * `not-proven`: that cluster cannot be asked, or tells nothing that can be compared.
   */
  readonly catchUp?: 'proven' | 'likely' | 'lacking' | 'not-proven' | undefined;
  /** Whether the demoted cluster answered when the catch-up or the proof ended, and so would not tell more later. */
  readonly sourceTold?: boolean;
  /** Vault accepted the promotion of this cluster. */
  readonly promoted?: ClusterName | undefined;
  /** Vault refused the promotion of this cluster in the end, with these words. */
  readonly promoteFailed?: {
    readonly cluster: ClusterName;
    readonly detail: string;
    /** Vault takes the cluster for behind: its own `force` would lift that. */
    readonly isBehind?: true;
  };
  /** How often a promotion was accepted and did not hold. */
  readonly notHeld?: number;
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
  /** The last promotion of this system, of this run or of one before it. @default - none is known */
  readonly promotion?: Promotion | undefined;
  /**
   * How well this run keeps others out: `whole` with two lease tables, `part` with one, `none` on an operator's word.
   *
   * @default - nothing is locked: a dry run
   */
  readonly lease?: 'whole' | 'part' | 'none';
  /** Whether there is a third lease table. @default false */
  readonly hasWitness?: boolean;
  /** Time that is left for this operation, milliseconds. @default - as long as it takes */
  readonly remainingMs?: number;
  readonly run: RunFacts;
}
