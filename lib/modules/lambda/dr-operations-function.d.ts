import { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import { type JournalTable } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import { BundledFunction, type FunctionEnvironment } from './bundled-function';
export interface DrOperationsFunctionProps extends FunctionEnvironment {
    readonly secret: OperationTokenSecret;
    readonly records: WeightedRecords;
    readonly journals: Readonly<Record<ClusterName, JournalTable>>;
    /** Limit on one operation, seconds. */
    readonly timeoutSeconds: number;
    readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
    readonly linkCaFile?: string;
    readonly maxLagWals?: number;
}
/** The Lambda that fails over: `status`, `switchover`, `failover`, `failback`, `rejoin`. */
export declare class DrOperationsFunction extends Construct {
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: DrOperationsFunctionProps);
}
