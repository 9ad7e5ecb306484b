import { Construct } from 'constructs';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import { grantJournals, type Journals } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import { inMilliseconds } from '../private/units';
import { BundledFunction, type FunctionEnvironment } from './bundled-function';

export interface DrOperationsFunctionProps extends FunctionEnvironment {
  readonly secret: OperationTokenSecret;
  readonly records: WeightedRecords;
  readonly journals: Journals;
  /** Limit on one operation, seconds. */
  readonly timeoutSeconds: number;
  readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
  readonly linkCaFile?: string;
  readonly maxLagWals?: number;
  readonly maxFailoverLagSeconds?: number;
  readonly heartbeatGraceSeconds?: number;
}

/** The Lambda that fails over: every operation of the engine. */
export class DrOperationsFunction extends Construct {
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: DrOperationsFunctionProps) {
    super(scope, id);
    const { clusterAddresses, linkCaFile, maxLagWals, maxFailoverLagSeconds, heartbeatGraceSeconds } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'dr-operations',
      description: 'Promotes, demotes and links the clusters of the Vault DR pair',
      memoryMb: 1024,
      reservedConcurrency: 1,
    });
    props.secret.grantRead(this.lambda);
    props.records.grantSwitch(this.lambda);
    grantJournals(this.lambda, props.journals);
    const optional = {
      [OPERATIONS_ENV.homeClusterAddress]: clusterAddresses.home,
      [OPERATIONS_ENV.awayClusterAddress]: clusterAddresses.away,
      [OPERATIONS_ENV.linkCaFile]: linkCaFile,
      [OPERATIONS_ENV.maxLagWals]: maxLagWals?.toString(),
      [OPERATIONS_ENV.maxFailoverLagSeconds]: maxFailoverLagSeconds?.toString(),
      [OPERATIONS_ENV.heartbeatGraceMs]: inMilliseconds(heartbeatGraceSeconds)?.toString(),
    };
    for (const [name, value] of Object.entries(optional)) {
      if (value !== undefined) this.lambda.addEnvironment(name, value);
    }
  }
}
