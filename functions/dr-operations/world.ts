import type { Weights } from '../dns-switch/contract';
import type { ClusterObservation } from '../shared/cluster-observation';
import type { ClusterName } from '../shared/contract';
import type { TokenTimes } from '../shared/token-times';
import type { Operation } from './contract';
import type { ReplicationTraits } from './replication/traits';

/** The records of the client name in Route 53. */
export type RecordsObservation =
  | { readonly kind: 'known'; readonly weights: Weights }
  /** A record is missing, or another one shares the name. */
  | { readonly kind: 'invalid'; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail: string };

/** Tells the operator to move the client name to a cluster, if Route 53 is not used. */
export type MoveNameByHand = (active: ClusterName) => void;

/** What is known about the DR operation token, without the token. */
export type TokenObservation =
  | ({ readonly kind: 'usable' } & TokenTimes)
  | { readonly kind: 'unusable'; readonly detail: string }
  /** The kind of replication has none. */
  | { readonly kind: 'not-needed' };

/** An operation that began and did not end, as the journal says. */
export interface UnfinishedOperation {
  readonly operation: Operation;
  readonly to: ClusterName;
}

/** The last promotion by this system that Vault accepted. Every later journal entry repeats it. */
export interface Promotion {
  /** The cluster that was promoted. */
  readonly cluster: ClusterName;
  /** ISO 8601. */
  readonly at: string;
  /** Last WAL that it had received. A promoted cluster counts anew, so this cannot be read later. */
  readonly lastRemoteWal?: number | undefined;
  /** Its Merkle root at that time. */
  readonly merkleRoot?: string | undefined;
  /** Last WAL that the other cluster reported before its demotion. */
  readonly lastWalBeforeDemote?: number | undefined;
  /** ISO 8601: writes of the other cluster after this time may be missing, if that is known. */
  readonly since?: string | undefined;
  /**
   * Whether it had every write of the other cluster. `came`: proven. `due`: it was promoted before the proof, which is
   * still missing. `none`: there is no proof, and the operation continued without one.
   */
  readonly proof: 'came' | 'due' | 'none';
  /** This system has begun to move clients to it, so undoing the promotion would lose their writes. @default false */
  readonly hadClients?: boolean | undefined;
  /**
   * The cluster that the health checks of the client name lead to, because Route 53 refused to change the weights. Every
   * later promotion repeats it, until the weights are changed. @default - the weights say where the clients are
   */
  readonly ledByHealth?: ClusterName | undefined;
  /** The failover left the client name to others, and it has not been moved since. @default false */
  readonly nameDue?: boolean | undefined;
  /** It was restored, and its servers have not all begun anew since. @default false */
  readonly isUnfinished?: boolean | undefined;
  /** A fence had stopped Vault on all servers of the other cluster, which has not been linked since. @default false */
  readonly isOtherStopped?: boolean | undefined;
}

/** A cluster whose servers this system has told to stop, or may have stopped. */
export interface FencedCluster {
  readonly cluster: ClusterName;
  readonly by: 'told-to-stop' | 'demotion-begun';
}

/** What this run has done so far. No cluster can report it while it changes its role. */
export interface RunFacts {
  /** Vault accepted the demotion of this cluster. */
  readonly demoted?: ClusterName | undefined;
  /** Its last WAL, read before the demotion. */
  readonly lastWalBeforeDemote?: number | undefined;
  /** Why the demotion failed: Vault refused it, or gave no answer. */
  readonly demoteFailed?: string;
  /** The demotion of this cluster failed, and it may refuse writes all the same. */
  readonly mayBeFenced?: ClusterName;
  /** Whether a cluster that gives no clear answer was kept from taking writes. `waited-out`: for so long that it did it itself. */
  readonly fence?:
    | {
        readonly cluster: ClusterName;
        readonly outcome: 'confirmed' | 'waited-out' | 'not-confirmed';
        /** Why it is not confirmed. */
        readonly detail?: string;
      }
    | undefined;
  /** The servers of this cluster may serve again. */
  readonly unfenced?: ClusterName;
  /** Whether the secondary still hears the cluster that gave us no answer. */
  readonly heard?: 'goes-on' | 'stopped';
  /**
   * Whether the cluster to be promoted has the last WAL of the demoted one. `likely`: it has every write that is known and
   * receives nothing more, but the demoted cluster gives no answer yet. `lacking`: the demoted cluster has more.
   * `not-proven`: the demoted cluster gives no answer, or reports nothing that can be compared.
   */
  readonly catchUp?: 'proven' | 'likely' | 'lacking' | 'not-proven' | undefined;
  /** Whether the demoted cluster answered when the comparison ended, so that asking again would add nothing. */
  readonly sourceAnswered?: boolean;
  /** Whether the cluster to be promoted answered then. @default true */
  readonly targetAnswered?: boolean;
  /** Vault accepted the promotion of this cluster. */
  readonly promoted?: ClusterName | undefined;
  /** Vault refused the promotion of this cluster and every retry. */
  readonly promoteFailed?: {
    readonly cluster: ClusterName;
    /** Vault's own words. */
    readonly detail: string;
    /** Vault considers the cluster behind. Its own `force` would override that. */
    readonly isBehind?: true;
  };
  /** How often a promotion was accepted and did not hold. */
  readonly notHeld?: number;
  /** Clusters that still did not say which role they have when waiting ended. */
  readonly unsettled?: readonly ClusterName[];
  /** The change batch that this run sent. */
  readonly dnsChange?: { readonly active: ClusterName; readonly changeId: string };
  readonly insync?: 'confirmed' | 'not-confirmed';
  /** Why Route 53 refused the change. The health checks lead the clients instead. */
  readonly nameRefused?: string;
  /**
   * How the follower follows. `unseen`: Vault accepted the link, and a cluster does not report its replication. `by-hand`: a
   * person has to make it follow.
   */
  readonly linked?: 'streaming' | 'syncing' | 'unseen' | 'by-hand' | undefined;
  /** What a person has to do for that, as sentences. */
  readonly howToFollow?: string;
}

/** Everything a plan depends on, the time included. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly clusters: Readonly<Record<ClusterName, ClusterObservation>>;
  readonly records: RecordsObservation;
  readonly token: TokenObservation;
  readonly unfinished: UnfinishedOperation | undefined;
  /** Whether the journals of both regions could be read. One that could not may hold an unfinished operation. */
  readonly historyKnown: boolean;
  /** The last promotion of this system, by this run or an earlier one. @default - none is known */
  readonly promotion?: Promotion | undefined;
  /**
   * How well the lease keeps other operations out. `whole`: at least two tables. `part`: one table. `none`: the operator
   * allowed to continue without a lease.
   *
   * @default - nothing is locked: a dry run
   */
  readonly lease?: 'whole' | 'part' | 'none';
  /** Whether there is a third lease table. @default false */
  readonly hasWitness?: boolean;
  /** Time that is left for this operation, milliseconds. @default - no limit */
  readonly remainingMs?: number;
  /** @default - DR replication of Vault Enterprise */
  readonly replication?: ReplicationTraits;
  /** Clusters whose servers may have been stopped, when the operation began. @default - this system stops no servers */
  readonly fenced?: readonly FencedCluster[];
  readonly run: RunFacts;
}
