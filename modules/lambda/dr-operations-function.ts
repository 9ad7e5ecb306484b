import { Construct } from 'constructs';
import { AUTOMATIC_DEFAULTS, DEFAULT_RTO_SECONDS, OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import { grantAutomatic, grantJournals, type Journals } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import type { DrillSettings } from '../drill/drill-settings';
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
  /**
   * A failover to away that begins by itself. It needs a `witness` and the `watch`. Read the residual risk in docs/safety.md
   * before you turn it on. `{}` takes the defaults.
   *
   * @default - a person begins every failover
   */
  readonly automatic?: AutomaticFailoverSettings;
}

/** When a failover begins by itself. */
export interface AutomaticFailoverSettings {
  /**
   * For how long two watchers have to agree that home is lost, seconds; 30 to 3600, and at least 10 more than
   * `heartbeatGraceSeconds`.
   *
   * @default 60
   */
  readonly afterSeconds?: number;
  /**
   * Longest time whose writes may be lost, seconds; 20 to 3600, and no more than `maxFailoverLagSeconds`. Vault reports the
   * lag since 1.17; without it nothing begins by itself.
   *
   * @default 30
   */
  readonly maxLossSeconds?: number;
  /** Shortest time between two failovers that begin by themselves, and between two fences, seconds; 600 to 604800. @default 3600 */
  readonly coolDownSeconds?: number;
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
  /** Whether an old primary that returns is demoted by itself. @default false */
  readonly fence?: boolean;
  /** Drills. @default - none begins by itself */
  readonly drill?: DrillSettings;
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
    if (props.automatic) grantAutomatic(this.lambda, props.journals);
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

/** Variables with the limits that the planner applies, and with what may begin by itself. */
export const limitVariables = (
  props: OperationSettings & { readonly fence?: boolean; readonly drill?: DrillSettings },
): Variables => ({
  [OPERATIONS_ENV.maxLagWals]: props.maxLagWals,
  [OPERATIONS_ENV.maxFailoverLagSeconds]: props.maxFailoverLagSeconds,
  [OPERATIONS_ENV.heartbeatGraceMs]: inMilliseconds(props.heartbeatGraceSeconds),
  ...(props.automatic && automaticVariables(props.automatic)),
  ...(props.fence && { [OPERATIONS_ENV.fence]: 'true' }),
  ...drillVariables(props.drill),
});

/** It says that a drill begins by itself, so it is set with its default. */
export const drillVariables = (drill: DrillSettings | undefined): Variables =>
  drill?.schedule === undefined ? {} : { [OPERATIONS_ENV.drillRtoSeconds]: drill.rtoSeconds ?? DEFAULT_RTO_SECONDS };

/** The first one turns it on, so it is always set. */
const automaticVariables = ({
  afterSeconds = AUTOMATIC_DEFAULTS.afterSeconds,
  maxLossSeconds,
  coolDownSeconds,
}: AutomaticFailoverSettings): Variables => ({
  [OPERATIONS_ENV.automaticAfterSeconds]: afterSeconds,
  [OPERATIONS_ENV.automaticMaxLossSeconds]: maxLossSeconds,
  [OPERATIONS_ENV.automaticCoolDownSeconds]: coolDownSeconds,
});
