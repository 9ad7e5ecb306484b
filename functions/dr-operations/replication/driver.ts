import type { ClusterObservation } from '../../shared/cluster-observation';
import type { ClusterName } from '../../shared/contract';
import type { StepContext, StepResult } from '../execute/context';
import type { Step, StepOf } from '../steps';
import type { FencedCluster } from '../world';
import type { ReplicationTraits } from './traits';

/** How two clusters get the same data, and how one of them takes the role of the other. */
export interface ReplicationDriver {
  readonly traits: ReplicationTraits;
  /**
   * Looks at one cluster. What the cluster does is never an error.
   *
   * @param timeoutMs limit of the whole look, milliseconds
   * @param probes how many times everything is read at once
   */
  observe(cluster: ClusterName, timeoutMs: number, probes: number): Promise<ClusterObservation>;
  /** The steps that this kind of replication executes. */
  readonly steps: { readonly [K in ReplicationStep]: RunStep<K> };
  /** Keeps a cluster from taking writes. Planned only if the traits say `canFence`. */
  readonly fence?: RunStep<'fence'>;
  /** Lets the servers of a cluster serve again. Planned only for what {@link fenced} names. */
  readonly unfence?: RunStep<'unfence'>;
  /** Clusters whose servers may have been stopped. @default - this system stops no servers */
  readonly fenced?: () => Promise<readonly FencedCluster[]>;
}

/** The steps that differ between kinds of replication. Waiting for a role and moving the client name do not. */
export type ReplicationStep = 'listen' | 'demote' | 'catch-up' | 'promote' | 'verify' | 'link';

/** Executes a step of one kind. @throws VaultDrError if it does not reach its end */
export type RunStep<K extends Step['kind']> = (context: StepContext, step: StepOf<K>) => Promise<StepResult>;
