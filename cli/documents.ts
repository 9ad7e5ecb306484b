import type { ControlResult } from '../functions/dr-operations/automatic/controls';
import type { DocumentVersion, DrillRecord } from '../functions/dr-operations/contract';
import type { OperationResult, StepReport } from '../functions/dr-operations/result';
import type { ClusterName } from '../functions/shared/contract';
import type { Discarded } from './break-glass/share-credentials';
import type { ExitCode } from './exit-codes';
import type { Check } from './doctor/check';
import type { DrillOutcome } from './drill/outcome';
import type { ShownOperation } from './operations/journal-reader';
import type { PairStatus } from './operations/pair-status';
import type { OperatorRequest } from './operations/request';
import type { Refused } from './operations/run-outcome';
import type { PlannedStep } from './render/calls';
import type { UpgradeStep } from './upgrade/plan';

/** A document that `-o json` and `-o yaml` write. */
export interface Versioned {
  /** Version of the document. It increases when a field is removed, renamed or changes its meaning. */
  readonly version: DocumentVersion;
}

/** Document of `vault-dr status`. */
export interface StatusDocument extends Versioned, PairStatus {}

/** Document of `switchover`, `failover`, `failback`, `rejoin`, and of every `--dry-run`. */
export type OperationDocument = ResultDocument | RefusedDocument | FailedDocument | InterruptedDocument;

/** The operation has a result: it is done, planned (a dry run), or stopped half-way. */
export interface ResultDocument extends Versioned, OperationResult {
  /** Of a dry run: the exact calls; steps in one inner list run in parallel. */
  readonly calls?: readonly (readonly PlannedStep[])[];
  /** Of an operation that stopped half-way: the command line that continues it. */
  readonly command?: string;
}

/** A check refused. Nothing was changed. */
export interface RefusedDocument extends Versioned, OperatorRequest, Omit<Refused, 'kind'> {
  readonly outcome: 'refused';
  /** The command line that accepts exactly what objects; absent if accepting does not help. */
  readonly command?: string;
}

/** An error occurred. Nothing was changed. */
export interface FailedDocument extends Versioned, OperatorRequest {
  readonly outcome: 'failed';
  readonly errorType: string;
  readonly message: string;
}

/** `died`: the process or Lambda that ran the operation is gone. `unknown`: it may still be running. */
export interface InterruptedDocument extends Versioned, OperatorRequest {
  readonly outcome: 'died' | 'unknown';
  readonly detail?: string;
  /** The steps that are known to have ended. */
  readonly steps: readonly StepReport[];
}

/** Document of `vault-dr break-glass`. */
export interface BreakGlassDocument extends Versioned {
  /** The operation, and the rejoin after a failover. */
  readonly operations: readonly OperationDocument[];
  /** What happened to the operation tokens that were generated. */
  readonly operationTokens: readonly Discarded[];
}

/** Document of `vault-dr history`. */
export interface HistoryDocument extends Versioned {
  /** Newest first. */
  readonly operations: readonly ShownOperation[];
}

/** Document of `vault-dr history --id`. */
export type JournalEntryDocument = Versioned & ShownOperation;

/** Document of `vault-dr history --drills`. */
export interface DrillsDocument extends Versioned {
  /** Newest first. */
  readonly drills: readonly DrillRecord[];
}

/** Document of `vault-dr doctor`. */
export interface DoctorDocument extends Versioned {
  readonly environment: string;
  readonly checks: readonly Check[];
}

/** Document of `vault-dr drill`. */
export interface DrillDocument extends Versioned, DrillOutcome {
  /** Paths of the report's files. */
  readonly report: readonly string[];
  /** Whether the journal has what was measured. */
  readonly isInJournal: boolean;
}

/** Document of `vault-dr adopt`. */
export interface AdoptDocument extends Versioned {
  readonly environment: string;
  /** `done`: there was nothing to change; `planned`: a dry run; `changed`: Route 53 has accepted the batch. */
  readonly outcome: 'done' | 'planned' | 'changed';
  readonly reason: string;
  /** The change batches, one per zone. */
  readonly changes: readonly AdoptedRecord[];
  /** Ids by which Terraform imports the records, home first. */
  readonly imports: readonly string[];
}

/** One change of a record. */
export interface AdoptedRecord {
  /** Route 53 hosted zone. */
  readonly zone: string;
  /** `CREATE`, `DELETE` or `UPSERT`. */
  readonly action: string;
  /** Type of the record, such as `CNAME`. */
  readonly type: string;
  /** Absent for a simple record. */
  readonly setIdentifier?: string;
  readonly weight?: number;
  /** Absent for an ALIAS. */
  readonly ttlSeconds?: number;
}

/** Document of `vault-dr token status` and `vault-dr token rotate`. */
export interface TokenDocument extends Versioned {
  readonly home?: TokenReport;
  readonly away?: TokenReport;
}

/** What is known of the operation token in the region of a cluster. It never contains the token. */
export interface TokenReport {
  /** AWS region. */
  readonly region: string;
  /** ISO 8601; absent if there is no usable token. */
  readonly expiresAt?: string;
  /** Why there is no usable token, or what is wrong with the one that there is. */
  readonly problem?: string;
  /** The break-glass token. `token rotate` reports it if the region has one. */
  readonly breakGlass?: BreakGlassTokenReport;
}

/** What became of the break-glass token in the region of a cluster. It never contains the token. */
export interface BreakGlassTokenReport {
  /** ISO 8601; absent if none was made. The secret then keeps the token that it had. */
  readonly expiresAt?: string;
  /** Why none was made, or what is wrong with it. */
  readonly problem?: string;
}

/** Document of `vault-dr evacuate`. */
export interface EvacuationDocument extends Versioned {
  readonly environment: string;
  /** The AWS region that the pairs leave. */
  readonly region: string;
  /** The AWS region that they fail over to. */
  readonly into: string;
  /**
   * `nothing`: no pair has its primary there. `planned`: a dry run. `done`: every pair is served from the other region.
   * `partial`: some pairs are not.
   */
  readonly outcome: 'nothing' | 'planned' | 'done' | 'partial';
  readonly pairs: readonly EvacuatedPair[];
  /** ARN of the execution. @default - nothing was started */
  readonly execution?: string;
}

/** One pair of an evacuation. */
export interface EvacuatedPair {
  /** `<environment>/<identifier>`. */
  readonly pair: string;
  /** The cluster in the region that is left. */
  readonly to: ClusterName;
  /**
   * `promote` and `move-name`: what has to be done. `nothing`: it is served from there already. `refused`: a check objects,
   * so a person decides. `unknown`: its Lambda gave no answer.
   */
  readonly plan: 'promote' | 'move-name' | 'nothing' | 'refused' | 'unknown';
  /** Why it is refused or not known, or why it is not done. */
  readonly why?: string;
  /** What a failover may lose, for people. */
  readonly possibleLoss?: string;
  /** What became of its client name. @default - nothing was started */
  readonly name?: 'moved' | 'left';
  /** Role of the cluster after it. @default - it was not seen */
  readonly role?: string;
  /** Kinds of the problems that its status reported after it. @default - it was not seen */
  readonly problems?: readonly string[];
}

/** Document of `vault-dr pause`, `resume` and `acknowledge`. */
export interface ControlDocument extends Versioned, ControlResult {}

/** Document of `vault-dr init`. It contains no key and no token. */
export interface InitDocument extends Versioned {
  /** Address of the cluster. */
  readonly address: string;
  /** Absent if the cluster was given by its address. */
  readonly environment?: string;
  readonly cluster?: ClusterName;
  /** `nothing`: it was initialised already. `planned`: a dry run. */
  readonly outcome: 'nothing' | 'planned' | 'done';
  /** What the cluster says about itself. */
  readonly vault: { readonly version: string; readonly storage: string; readonly seal: string };
  /** Number of recovery keys. */
  readonly shares: number;
  /** How many of them are needed together. */
  readonly threshold: number;
  /** Where the keys are. */
  readonly files: { readonly encrypted?: string; readonly plain?: string };
  /** Commands that come next, with comments. */
  readonly next: readonly string[];
}

/** Document of `vault-dr upgrade --plan`. */
export interface UpgradeDocument extends Versioned {
  readonly environment: string;
  /** The version of Vault to upgrade to. */
  readonly to: string;
  /** `nothing`: both clusters run it and replicate. `refused`: something is in the way. */
  readonly outcome: 'nothing' | 'planned' | 'refused';
  /** What each cluster is now. One that was not seen is absent. */
  readonly clusters: Readonly<Partial<Record<ClusterName, UpgradedCluster>>>;
  /** What is left to do, in order. */
  readonly steps: readonly UpgradeStep[];
  /** Why it is refused, and what to do. */
  readonly objections: readonly string[];
  /** What to know before it begins. */
  readonly warnings: readonly string[];
}

/** One cluster of an upgrade. */
export interface UpgradedCluster {
  readonly role: string;
  /** Absent if it does not tell. */
  readonly version?: string;
  /** How far a secondary is behind its primary, in WALs. Absent if it is not known. */
  readonly lagWals?: number;
}

/** Document of a command that an error ended. An operation that was tried has its own document. */
export interface ErrorDocument extends Versioned {
  readonly outcome: 'error';
  readonly errorType: string;
  readonly message: string;
  /** Exit code of the process. */
  readonly exitCode: ExitCode;
}

/** Every document. `writeResult` adds a missing version. */
export type ToolDocument = OptionalVersion<
  | StatusDocument
  | OperationDocument
  | BreakGlassDocument
  | HistoryDocument
  | JournalEntryDocument
  | DrillsDocument
  | DoctorDocument
  | DrillDocument
  | AdoptDocument
  | TokenDocument
  | ControlDocument
  | EvacuationDocument
  | InitDocument
  | UpgradeDocument
  | ErrorDocument
>;

type OptionalVersion<D> = D extends unknown ? Omit<D, 'version'> & Partial<Versioned> : never;
