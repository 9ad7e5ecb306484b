import type { Route53Client } from '@aws-sdk/client-route-53';
import type { Clock, Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import type { VaultClients } from '../../shared/vault-config';
import type { DnsConfig, WeightedRecords } from '../../shared/weighted-records';
import type { Log } from '../../shared/log';
import type { Credentials } from '../credentials';
import type { Evidence } from '../evidence';
import type { Step } from '../steps';
import type { MoveNameByHand, Promotion, RecordsObservation, RunFacts, World } from '../world';

/** Everything that a step acts with. */
export interface StepContext {
  readonly vault: VaultClients;
  /** Every look at a cluster goes through it. */
  readonly evidence: Evidence;
  readonly route53: Route53Client;
  readonly dns: DnsConfig;
  /** Empty where they could not be read; the planner then asks for no step that needs them. */
  readonly credentials: Credentials;
  /** The records as first read. */
  readonly records: WeightedRecords | undefined;
  /** Tells an operator to move the client name; `undefined` where Route 53 does it. */
  readonly moveNameByHand: MoveNameByHand | undefined;
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
  readonly linkCaFile: string | undefined;
  /** How long a heartbeat counts as a sign of life. @default 12000 */
  readonly heartbeatGraceMs?: number;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Whoever is about to change something asks this first, also before a retry: is the lease held, are the looks fresh,
   * and does the plan, made anew with them, still begin with this step?
   *
   * @throws LeaseError
   */
  readonly mayAct: (step: Step) => Promise<boolean>;
  /** Writes down a promotion for whoever comes next. @returns whether a journal has it */
  readonly keep: (promotion: Promotion) => Promise<boolean>;
  /** The world as known when the step begins. */
  readonly world: World;
  /** End of what this step may take; the way back has its own time behind it. */
  readonly deadline: Deadline;
}

/** What a step learnt and did; merged into the world. What it saw of the clusters is in the evidence. */
export interface StepResult {
  readonly run?: RunFacts;
  readonly promotion?: Promotion;
  readonly records?: RecordsObservation;
  /** What an operator would like to read. */
  readonly detail?: string;
  /** Whether the world outside was changed, or may have been. */
  readonly effect: boolean;
}

/** Nothing was done, because a fresh look shows another world: it is planned again. */
export const OVERTAKEN: StepResult = { effect: false, detail: 'the clusters have changed: planned again' };
