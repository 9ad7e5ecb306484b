import type { EngineDependencies } from '../../functions/dr-operations/engine';
import type { AutomaticSettings } from '../../functions/dr-operations/automatic/settings';
import type { Clock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import type { Reach } from './network';
import type { SimRun } from './sim-run';
import type { SimWorld } from './sim-world';
import type { Rules } from './watch/rules';

/** Habits of a world whatever its replication. Durations in milliseconds. */
export interface CommonHabits {
  /** Share of the calls to a cluster that take 5 to 1,100 ms, 0 to 1. @default 0 */
  readonly slowAnswers?: number;
  /** Share of the reads that another node of the cluster answers, 0 to 1. @default 0 */
  readonly staleAnswers?: number;
  /** How long a change of the client name takes to reach every name server. @default 0 */
  readonly insyncMs?: number;
  /** How far the clock of `away` is ahead. @default 0 */
  readonly clockOffMs?: number;
  /** Whether there is a third lease table in another region. @default false */
  readonly hasWitness?: boolean;
  /** What may begin by itself. It needs a witness. @default - nothing */
  readonly automatic?: AutomaticSettings;
  /** How far the clock of a Lambda may be wrong at most, in each run of a watcher, milliseconds. @default 0 */
  readonly skewMs?: number;
}

/** What every cluster of a world has, whatever its replication. */
export interface AnyCluster {
  readonly name: ClusterName;
  reach: Reach;
  sealed: boolean;
  /** No node is active until this time. */
  electionUntil: number;
  /** Whether it can be reached and is unsealed. */
  readonly isUp: boolean;
  readonly hasLeader: boolean;
  /** Whether it is a primary or its promotion was accepted. */
  readonly isPrimary: boolean;
  /** Whether it would acknowledge a write of a client that reaches it. */
  readonly writable: boolean;
  /** A change of its role that is under way. */
  readonly restart: object | undefined;
  /** Time of the last change that others can notice: reachability, seal or role. */
  readonly changedAt: number;
  /** Time at which the last promotion was accepted; `undefined` after a demotion. */
  readonly promotedAt: number | undefined;
  /** Its writes, by number. */
  readonly data: ReadonlySet<number>;
  /** Applies what is due. */
  settle(): void;
  /** Drops what is under way to it. */
  loseShipments(): void;
  /** @param follower receives the write too; `undefined`: the write never reaches another cluster */
  write(id: number, follower: AnyCluster | undefined): void;
  /** Whether it follows that primary. */
  isLinkedTo(primary: AnyCluster): boolean;
}

/** What a world has to know about its kind of replication. The rest of a world is the same for each kind. */
export interface SimPair {
  readonly habits: CommonHabits;
  readonly clusters: Readonly<Record<ClusterName, AnyCluster>>;
  /** What the engine of one run reaches the clusters with. @param clock of that run */
  engineOf(run: SimRun, clock: Clock): Pick<EngineDependencies, 'vault' | 'replication' | 'readCredentials'>;
  /** Rules that are about this replication. */
  readonly rules: Rules;
  /** Ends the faults of its clusters. Changes no role. */
  calm(): void;
  /** Repairs one cluster as the messages say: damaged data, or a link that a person has to make. Changes no role. */
  mend(name: ClusterName): void;
  /** Does what the last operation has left to a person. */
  followUp(): void;
  /** Gives up one cluster, so that it follows the other one. The writes that are lost are given up. */
  wipe(name: ClusterName): Promise<void>;
}

/** A world of any kind. */
export type AnyWorld = SimWorld<SimPair>;
