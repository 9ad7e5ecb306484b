/**
 * The closed sets of words by which a program tells problems, refusals, steps and notes apart. The sentences beside them
 * are for people and may change in any release; a kind keeps its meaning.
 */

/** What `status` reports as a problem. */
export type ProblemKind =
  /** Both clusters are primary. */
  | 'two-primaries'
  /** No cluster is known to be primary. */
  | 'no-primary'
  /** The other cluster does not follow the primary. `cluster` is the other one. */
  | 'not-following'
  /** The other cluster does not follow the primary, and runs an older Vault. `cluster` is the other one. */
  | 'follower-older'
  /** A cluster does not report its replication, so nobody knows whether the other one follows. `cluster` is the other one. */
  | 'link-unseen'
  /** The other cluster still copies from the primary. `cluster` is the other one. */
  | 'copying'
  /** The records of the client name are missing, or shared with a record that is not ours. */
  | 'records-invalid'
  /** Route 53 gives no answer, so the weights of the client name are not known. */
  | 'records-unavailable'
  /** The client name does not lead to the primary alone. `cluster` is the primary. */
  | 'name-elsewhere'
  /** A failover promoted `cluster` and left the client name to others, and it has not been moved yet. */
  | 'name-due'
  /** Route 53 refused to change the weights, and the health checks lead the clients. `cluster` is where they lead. */
  | 'led-by-health'
  /** The region has no usable DR operation token. */
  | 'token-unusable'
  /** Vault gave the DR operation token less time than it was asked for, or than two intervals of its rotation. */
  | 'token-short-lived'
  /** A new DR operation token was due and was not made. */
  | 'rotation-stopped'
  /** The DR operation token ends in a few minutes. */
  | 'token-ends-soon'
  /** A promoted cluster is not proven to have every write of the other one. `cluster` is the promoted one. */
  | 'proof-due'
  /** An operation began and did not end. `cluster` is its target. */
  | 'operation-unfinished'
  /** The lease table in the region of `cluster` gives no answer; without `cluster`, the one of the witness. */
  | 'table-unreachable'
  /** The license of `cluster` has ended: a node that restarts does not come back. */
  | 'license-ended'
  /** The license of `cluster` has expired, or does so within two weeks. */
  | 'license-expires'
  /** `cluster` is Vault Community, which has no replication. */
  | 'not-enterprise'
  /** The table of Vault's lock in the database of `cluster` cannot be used: a promotion waits until the lock expires. */
  | 'lock-table'
  /** `cluster` was restored, and a run ended before all of its servers had begun anew. */
  | 'servers-not-restarted'
  /** The clusters run different versions of Vault. */
  | 'versions-differ'
  /** Somebody has paused what begins by itself. */
  | 'automatic-paused'
  /** A failover has begun by itself, and nobody has acknowledged it. */
  | 'automatic-unacknowledged'
  /** Too few lease tables answer to know whether anything may begin by itself. */
  | 'automatic-unknown'
  /** A sentence of a Lambda of a release that had no kinds. Only the operator's tool uses it. */
  | 'other-release';

/** Why an operation was refused. */
export type RefusalKind =
  /** Checks object that the operator may accept; the refusal lists them in `objections`. */
  | 'needs-acceptance'
  /** `accept` names a check that does not object. */
  | 'nothing-to-accept'
  /** There is no usable DR operation token. */
  | 'token-unusable'
  /** The DR operation token expires before the operation could end. */
  | 'token-too-short'
  /** Too little time is left to demote a primary and to undo that. */
  | 'time-too-short'
  /** Neither cluster is known to be primary. */
  | 'no-primary'
  /** Both clusters are primary, and it is not clear which one to keep. */
  | 'two-primaries'
  /** Both clusters are secondaries, and it is not known which one was the primary. */
  | 'primary-unknown'
  /** The cluster in `to` is not the primary. */
  | 'not-primary'
  /** The other cluster took over from this primary. */
  | 'old-primary'
  /** The other cluster cannot be seen and may be the newer primary. */
  | 'other-may-be-primary'
  /** An earlier operation began and did not end. */
  | 'operation-unfinished'
  /** The journal of a region cannot be read. */
  | 'journal-unreadable'
  /** The promoted cluster is not proven to have every write of the other one. */
  | 'proof-missing'
  /** The cluster that would hand over its role gives no usable answer. */
  | 'source-unavailable'
  /** The cluster that would be promoted gives no usable answer. */
  | 'target-unavailable'
  /** The cluster that would be linked gives no usable answer, or is no secondary. */
  | 'follower-unavailable'
  /** The Merkle tree of the cluster that would be promoted is corrupted. */
  | 'target-corrupted'
  /** The cluster that would be promoted is too far behind. */
  | 'target-lagging'
  /** The cluster that would be promoted does not follow the primary. */
  | 'not-following'
  /** Both clusters have the same last WAL and different data. */
  | 'diverged'
  /** The clusters belong to two replication sets. */
  | 'other-set'
  /** The cluster that would follow runs an older Vault than the primary. */
  | 'follower-older'
  /** A cluster does not report its replication, so nobody knows whether there is a link. */
  | 'link-unseen'
  /** DR replication is disabled on a cluster. */
  | 'dr-disabled'
  /** Vault did not demote a cluster. */
  | 'demotion-failed'
  /** Vault did not promote a cluster. */
  | 'promotion-failed'
  /** Route 53 refused to change the weights of the client name. */
  | 'name-refused'
  /** Nobody asked for the operation, and it may not begin by itself now. */
  | 'not-by-itself'
  /** The operation was undone: the old primary is primary again. */
  | 'undone';

/** Why a step is planned. */
export type StepCause =
  /** The cluster does not say which role it has. */
  | 'role-unclear'
  /** The secondary heard its primary a moment ago and may hear it again. */
  | 'heard-recently'
  /** The primary hands over its role. */
  | 'handover'
  /** A failover finds that the primary still answers. */
  | 'primary-answers'
  /** Both clusters are primary, and the other one keeps the role. */
  | 'second-primary'
  /** Every acknowledged write has to arrive before the promotion. */
  | 'keep-every-write'
  /** The secondary no longer hears the primary. */
  | 'no-longer-heard'
  /** The other cluster is a secondary and takes no writes. */
  | 'other-demoted'
  /** The other cluster cannot serve. */
  | 'other-lost'
  /** The operator accepted that the other cluster may be a primary. */
  | 'risk-accepted'
  /** The other cluster gives no clear answer and may still take writes. */
  | 'may-take-writes'
  /** The servers of the cluster were told to stop, and may serve again. */
  | 'was-fenced'
  /** The cluster has every write of the other one. */
  | 'has-every-write'
  /** The cluster has every write that the other one is known to have made. */
  | 'has-known-writes'
  /** The cluster was the primary before. */
  | 'was-primary'
  /** The operation is undone. */
  | 'undo'
  /** The cluster was promoted before it was proven to have every write. */
  | 'proof-due'
  /** The cluster is the primary. */
  | 'is-primary'
  /** The promoted cluster restarts. */
  | 'restarts'
  /** A client may use any name server. */
  | 'any-name-server'
  /** The cluster has to follow the other one. */
  | 'follow';

/** What the engine reports while it runs, besides its steps. */
export type NoteKind =
  /** Another operation holds the lease, and the engine waits to see whether it is alive. */
  | 'lease-watched'
  /** A lease table gives no answer. */
  | 'lease-table-silent'
  /** A lease table did not renew the lease. */
  | 'lease-not-renewed'
  /** The operation continues without a lease because the operator allowed it. */
  | 'without-lease'
  /** A journal table gives no answer. */
  | 'journal-table-silent'
  /** A cluster is asked again to change its role. */
  | 'role-change-retried'
  /** The change of the weights is sent again. */
  | 'name-change-retried'
  /** The health checks of the client name were not told of the promotion. */
  | 'health-not-led'
  /** Route 53 refused the change of the weights, and the health checks lead the clients. */
  | 'name-left-to-health'
  /** Linking failed and is tried again. */
  | 'link-retried';
