import type { Route53Client } from '@aws-sdk/client-route-53';
import type { Clock, Deadline } from '../../shared/clock';
import type { NameHealth } from '../name-health';
import type { DnsConfig, WeightedRecords } from '../../shared/weighted-records';
import type { Credentials } from '../credentials';
import type { Evidence } from '../evidence';
import type { TakeNote } from '../notes';
import type { ReplicationDriver } from '../replication/driver';
import type { Step } from '../steps';
import type { MoveNameByHand, Promotion, RecordsObservation, RunFacts, World } from '../world';

/** What a step works with. */
export interface StepContext {
  readonly replication: ReplicationDriver;
  /** Every look at a cluster goes through it. */
  readonly evidence: Evidence;
  readonly route53: Route53Client;
  readonly dns: DnsConfig;
  /** The health checks of the client name. @default - it has none */
  readonly nameHealth?: NameHealth | undefined;
  /** Empty if they could not be read. Then no step is planned that needs them. */
  readonly credentials: Credentials;
  /** The records as they were when the operation began. */
  readonly records: WeightedRecords | undefined;
  /** Tells the operator to move the client name. @default - Route 53 does it */
  readonly moveNameByHand: MoveNameByHand | undefined;
  /** How long a heartbeat counts as a sign of life, milliseconds. @default 12000 */
  readonly heartbeatGraceMs?: number;
  readonly clock: Clock;
  readonly note: TakeNote;
  /**
   * Has to be called before every change, also before a retry. Whether the lease is held, the looks are fresh, and a new
   * plan still begins with this step.
   *
   * @throws LeaseError
   */
  readonly mayAct: (step: Step) => Promise<boolean>;
  /**
   * Has to be called before a change that takes back what this step has done, or goes on with it while the cluster is between
   * two roles, because another operation may have begun.
   *
   * @throws LeaseError
   */
  readonly mayTakeBack: () => Promise<void>;
  /** Writes a promotion to the journal; `undefined` takes it back. @returns whether a table has it */
  readonly keep: (promotion: Promotion | undefined) => Promise<boolean>;
  /** The world as known when the step begins. */
  readonly world: World;
  /** End of the time for this step. Undoing has its own time after it. */
  readonly deadline: Deadline;
}

/** What a step found out and did; it is merged into the world. What it saw of the clusters is in the evidence. */
export interface StepResult {
  readonly run?: RunFacts;
  readonly promotion?: Promotion;
  readonly records?: RecordsObservation;
  /** More about the outcome, for people. */
  readonly detail?: string;
  /** Whether something was changed, or may have been. */
  readonly effect: boolean;
  /** Vault refused it, for the reason in `detail`. The operation goes on: the next plan decides what that means. */
  readonly isRefused?: true;
  /** A fresh look shows another situation. The engine plans again. */
  readonly isOvertaken?: true;
}

/** The cluster did not change its role. */
export const refused = (by: { readonly detail: string; readonly mayHaveEffect: boolean }): StepResult => ({
  effect: by.mayHaveEffect,
  isRefused: true,
  detail: by.detail,
});

/** Nothing was done, because a fresh look shows another situation. */
export const OVERTAKEN: StepResult = {
  effect: false,
  isOvertaken: true,
  detail: 'the clusters have changed: planned again',
};
