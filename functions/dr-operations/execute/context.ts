import type { Route53Client } from '@aws-sdk/client-route-53';
import type { ClusterObservation } from '../../shared/cluster-observation';
import type { Clock, Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import type { VaultClients } from '../../shared/vault-config';
import type { DnsConfig, WeightedRecords } from '../../shared/weighted-records';
import type { Log } from '../../shared/log';
import type { Credentials } from '../credentials';
import type { MoveNameByHand, Received, RecordsObservation, RunFacts, World } from '../world';

/** Everything that a step acts with. */
export interface StepContext {
  readonly vault: VaultClients;
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
  readonly probeTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Whoever is about to change something calls this first, also before a retry. @throws LeaseError */
  readonly assertHeld: () => void;
  /** Writes down what a promotion ahead of the proof will be checked against. @returns whether a journal has it */
  readonly keepReceived: (received: Received) => Promise<boolean>;
  /** The world as known when the step begins. */
  readonly world: World;
  /** End of the whole operation; each step takes its own share of it. */
  readonly deadline: Deadline;
}

/** What a step learnt and did; merged into the world. */
export interface StepResult {
  readonly run?: RunFacts;
  readonly clusters?: Partial<Record<ClusterName, ClusterObservation>>;
  readonly records?: RecordsObservation;
  /** What an operator would like to read. */
  readonly detail?: string;
  /** Whether the world outside was changed, or may have been. */
  readonly effect: boolean;
}
