import { Construct } from 'constructs';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import { grantJournals, type Journals } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import { inMilliseconds } from '../private/units';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';

/** What the user of the package sets for the operations. */
export interface OperationSettings {
  /** `ca_file` given when linking, a path on the Vault servers' disks. @default - their system's roots */
  readonly linkCaFile?: string;
  /** Most WALs that the secondary may be behind before a switchover starts. @default 1000 */
  readonly maxLagWals?: number;
  /**
   * Longest time for which a failover may lose writes without the operator's word, seconds; 1 to 2592000.
   *
   * @default 3600 (1 hour)
   */
  readonly maxFailoverLagSeconds?: number;
  /**
   * How long a heartbeat counts as a sign of life, seconds; 6 to 120. Vault's clusters send one about every 5 s.
   *
   * @default 12
   */
  readonly heartbeatGraceSeconds?: number;
  /** Limit on one operation, seconds; 120 to 900. @default 300 */
  readonly operationTimeoutSeconds?: number;
}

export const OPERATION_DEFAULTS = { operationTimeoutSeconds: 300 } as const;

export interface DrOperationsFunctionProps extends CommonFunctionProps, OperationSettings {
  readonly secret: OperationTokenSecret;
  readonly records: WeightedRecords;
  readonly journals: Journals;
  /** `primary_cluster_addr` of each cluster, where port 8201 is behind a load balancer. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
}

/** The Lambda that runs every operation of the engine. */
export class DrOperationsFunction extends Construct {
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: DrOperationsFunctionProps) {
    super(scope, id);
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'dr-operations',
      description: 'Promotes, demotes and links the clusters of the Vault DR pair',
      timeoutSeconds: props.operationTimeoutSeconds ?? OPERATION_DEFAULTS.operationTimeoutSeconds,
      memoryMb: 1024,
    });
    props.secret.grantRead(this.lambda);
    props.records.grantSwitch(this.lambda);
    grantJournals(this.lambda, props.journals);
    for (const [name, value] of Object.entries(variablesOf(props))) {
      if (value !== undefined) this.lambda.addEnvironment(name, String(value));
    }
  }
}

/** The variables that carry the settings. One that is not set has the Lambda's own default. */
const variablesOf = (props: DrOperationsFunctionProps): Record<string, string | number | undefined> => ({
  [OPERATIONS_ENV.homeClusterAddress]: props.clusterAddresses.home,
  [OPERATIONS_ENV.awayClusterAddress]: props.clusterAddresses.away,
  [OPERATIONS_ENV.linkCaFile]: props.linkCaFile,
  [OPERATIONS_ENV.maxLagWals]: props.maxLagWals,
  [OPERATIONS_ENV.maxFailoverLagSeconds]: props.maxFailoverLagSeconds,
  [OPERATIONS_ENV.heartbeatGraceMs]: inMilliseconds(props.heartbeatGraceSeconds),
});
