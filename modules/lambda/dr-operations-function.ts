import { Construct } from 'constructs';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import { grantJournals, type Journals } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import { inMilliseconds } from '../private/units';
import type { NameHealth } from '../traffic/name-health';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps, Variables } from './common-function-props';

/** Settings of the operations. They are props of `VaultDr`. */
export interface OperationSettings {
  /** `ca_file` of a link: absolute path of a PEM file on the Vault servers. @default - the roots of their system */
  readonly linkCaFile?: string;
  /** Most WALs that the secondary may be behind when a switchover starts. @default 1000 */
  readonly maxLagWals?: number;
  /**
   * A failover may lose the writes of this time without `accept: ["loss"]`, seconds; 1 to 2592000.
   *
   * @default 3600 (1 hour)
   */
  readonly maxFailoverLagSeconds?: number;
  /**
   * For how long a heartbeat counts as a sign of a living primary, seconds; 6 to 120. Vault sends one about every 5 s.
   *
   * @default 12
   */
  readonly heartbeatGraceSeconds?: number;
  /** Time limit on one operation, seconds; 120 to 900. @default 300 */
  readonly operationTimeoutSeconds?: number;
}

/** Defaults of {@link OperationSettings} that the constructs apply. The Lambda has the others. */
export const OPERATION_DEFAULTS = { operationTimeoutSeconds: 300, maxLagWals: 1000 } as const;

/** Props of `DrOperationsFunction`. */
export interface DrOperationsFunctionProps extends CommonFunctionProps, OperationSettings {
  /** The secret with the DR operation token. */
  readonly secret: OperationTokenSecret;
  /** The weighted records that the operations change. */
  readonly records: WeightedRecords;
  /** The health checks of these records. @default - none */
  readonly nameHealth?: NameHealth;
  /** The tables of the pair. */
  readonly journals: Journals;
  /** `primary_cluster_addr` of each cluster, needed if its port 8201 is behind a load balancer. */
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
}

/** The Lambda `dr-operations`, which runs every operation of the engine. */
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
    });
    props.secret.grantRead(this.lambda);
    props.records.grantSwitch(this.lambda);
    props.nameHealth?.grantLead(this.lambda);
    grantJournals(this.lambda, props.journals);
    this.lambda.addVariables(variablesOf(props));
  }
}

/** Variables with the settings. */
const variablesOf = (props: DrOperationsFunctionProps): Variables => ({
  ...limitVariables(props),
  [OPERATIONS_ENV.homeClusterAddress]: props.clusterAddresses.home,
  [OPERATIONS_ENV.awayClusterAddress]: props.clusterAddresses.away,
  [OPERATIONS_ENV.linkCaFile]: props.linkCaFile,
});

/** Variables with the limits that the planner applies. */
export const limitVariables = (props: OperationSettings): Variables => ({
  [OPERATIONS_ENV.maxLagWals]: props.maxLagWals,
  [OPERATIONS_ENV.maxFailoverLagSeconds]: props.maxFailoverLagSeconds,
  [OPERATIONS_ENV.heartbeatGraceMs]: inMilliseconds(props.heartbeatGraceSeconds),
});
