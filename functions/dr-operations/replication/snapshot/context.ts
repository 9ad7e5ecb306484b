import type { ClusterName } from '../../../shared/contract';
import type { Secret } from '../../../shared/secret';
import type { SnapshotStore } from '../../../shared/snapshot-store';
import type { VaultFileClients } from '../../../shared/vault-config';
import type { Deadline } from '../../../shared/clock';
import type { StepContext } from '../../execute/context';
import type { Logins } from './logins';
import type { StoreLooks } from './observe';

/**
 * What is done to the servers of a cluster, and not by Vault's API. Each call can be repeated, and ends by its deadline.
 *
 * @throws VaultDrError
 */
export interface ClusterNodes {
  /**
   * Restarts Vault on the servers. After that they unseal themselves.
   *
   * @param which `standbys`: on all but the active one and, if there are any, on that one afterwards. After a restore each
   *   server still has the raft TLS keys from before in memory, so that one that has restarted never hears one that has not
   * @param mayGoOn called before the standbys and before the active one are restarted, because that comes long after the caller
   *   has looked
   */
  restart(
    cluster: ClusterName,
    which: 'all' | 'standbys',
    deadline: Deadline,
    mayGoOn?: () => Promise<void>,
  ): Promise<void>;
  /** Stops Vault on all servers, and says whether each of them has confirmed it. No answer is no error. */
  stopAll(cluster: ClusterName, deadline: Deadline): Promise<StopOutcome>;
  /**
   * Stops Vault on all servers but the active one, which can then commit nothing.
   *
   * @param mayGoOn called right before they are stopped: the cluster is asked first which one is active
   */
  stopStandbys(cluster: ClusterName, deadline: Deadline, mayGoOn: () => Promise<void>): Promise<void>;
  /**
   * Deletes the data of a sealed cluster, and makes it a parked one. Goes on where an earlier call was killed.
   *
   * @param isStopped it was stopped in place of a seal: a server on which Vault runs again keeps its data
   * @returns whether it was done; `false`: `record.begins` did not allow it
   * @default - a person does it
   */
  park?(cluster: ClusterName, deadline: Deadline, record: ParkRecord, isStopped: boolean): Promise<boolean>;
}

/** Is told how far a cluster is on the way to a parked one, so that a run that comes after a killed one knows it. */
export interface ParkRecord {
  /**
   * Right before the first deletion, when nothing is left that could refuse it: from then on nobody brings up what is left.
   *
   * @returns whether it may be done
   */
  begins(): Promise<boolean>;
  /** Every server has confirmed that its data are deleted. Vault may run there from then on. */
  emptied(): Promise<void>;
  /** The id of the empty cluster that is made on the way, before anything else is done with it. */
  made(clusterId: string): Promise<void>;
  /** Right before each change after the deletion. @throws LeaseError if another operation may have taken over */
  readonly mayGoOn: () => Promise<void>;
}

/** `detail`: which server did not confirm it, or why none was reached. `mayHaveEffect`: some may have been stopped. */
export type StopOutcome =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'not-certain'; readonly detail: string; readonly mayHaveEffect: boolean };

export interface SnapshotOptions {
  /** Addresses that lead to the active node. */
  readonly vault: VaultFileClients;
  /** Logs in at a cluster. A restore replaces what a token belongs to, so that none is kept for long. */
  readonly login: (cluster: ClusterName) => Promise<Secret>;
  /** The files in the region of each cluster: those that are restored there. */
  readonly stores: Readonly<Record<ClusterName, SnapshotStore>>;
  readonly nodes: ClusterNodes;
  /** Mount of the canary and of the marker `parked`. @default dr */
  readonly mount?: string;
  /** Longest file, bytes. @default - as for the puller */
  readonly mostBytes?: number;
  /** How often a file is taken, seconds. @default - as for the puller */
  readonly intervalSeconds?: number;
}

/** What all parts of the driver share. */
export interface SnapshotParts extends Omit<SnapshotOptions, 'login'> {
  readonly logins: Logins;
  readonly looks: StoreLooks;
  readonly mount: string;
  readonly mostBytes: number;
  readonly intervalSeconds: number;
}

export type SnapshotContext = StepContext & SnapshotParts;
