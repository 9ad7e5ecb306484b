import { Construct } from 'constructs';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import { grantJournals, type Journals } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import { inMilliseconds } from '../private/units';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';

/** Settings of the operations. */
export interface OperationSettings {
  /**
   * `ca_file` given when linking, an absolute path on the Vault servers.
   *
   * @default - the system's roots of the servers
   */
  readonly linkCaFile?: string;
  /** Largest number of WALs that the secondary may be behind when a switchover starts. @default 1000 */
  readonly maxLagWals?: number;
  /**
   * Longest period of writes that a failover may lose without `accept: ["loss"]`, seconds; 1 to 2592000 (30 days).
   *
   * @default 3600 (1 hour)
   */
  readonly maxFailoverLagSeconds?: number;
  /**
   * How long after its last heartbeat a primary counts as alive, seconds; 6 to 120. Vault's clusters send a heartbeat
   * about every 5 s.
   *
   * @default 12
   */
  readonly heartbeatGraceSeconds?: number;
  /** Time limit of one operation, seconds; 120 to 900. @default 300 */
  readonly operationTimeoutSeconds?: number;
}

/** Defaults of {@link OperationSettings}. */
export const OPERATION_DEFAULTS = { operationTimeoutSeconds: 300 } as const;

/** Props of {@link DrOperationsFunction}. */
export interface DrOperationsFunctionProps extends CommonFunctionProps, OperationSettings {
  /** The secret with the DR operation token. */
  readonly secret: OperationTokenSecret;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** The lease and journal tables. */
  readonly journals: Journals;
  /** `primary_cluster_addr` of each cluster; `undefined` for the address that Vault itself reports. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
}

/** The Lambda `dr-operations`, which runs every operation. */
export class DrOperationsFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: DrOperationsFunctionProps) {
    super(scope, id);
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'dr-operations',
      description: 'Promotes, demotes and links the clusters of the Vault DR pair',
      timeoutSeconds: props.operationTimeoutSeconds ?? OPERATION_DEFAULTS.operationTimeoutSeconds,
      memoryMb: 1024,
      reservedConcurrency: 1,
    });
    props.secret.grantRead(this.lambda);
    props.records.grantSwitch(this.lambda);
    grantJournals(this.lambda, props.journals);
    for (const [name, value] of Object.entries(variablesOf(props))) {
      if (value !== undefined) this.lambda.addEnvironment(name, String(value));
    }
  }
}

/** The settings as variables. For one that is not set, the Lambda uses its own default. */
const variablesOf = (props: DrOperationsFunctionProps): Record<string, string | number | undefined> => ({
  [OPERATIONS_ENV.homeClusterAddress]: props.clusterAddresses.home,
  [OPERATIONS_ENV.awayClusterAddress]: props.clusterAddresses.away,
  [OPERATIONS_ENV.linkCaFile]: props.linkCaFile,
  [OPERATIONS_ENV.maxLagWals]: props.maxLagWals,
  [OPERATIONS_ENV.maxFailoverLagSeconds]: props.maxFailoverLagSeconds,
  [OPERATIONS_ENV.heartbeatGraceMs]: inMilliseconds(props.heartbeatGraceSeconds),
});
