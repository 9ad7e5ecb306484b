import { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import { AuthFunction } from '../lambda/auth-function';
import type { FunctionEnvironment } from '../lambda/bundled-function';
import { DnsSwitchFunction } from '../lambda/dns-switch-function';
import { DrOperationTokenGenFunction } from '../lambda/dr-operation-token-gen-function';
import { DrOperationsFunction } from '../lambda/dr-operations-function';
import type { RegionalStore } from './regional-store';
import type { WeightedRecords } from './weighted-records';
export interface ControlPlaneProps extends Omit<FunctionEnvironment, 'accountId' | 'kmsKeyArn'> {
    readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
    readonly records: WeightedRecords;
    readonly awsAuth: {
        readonly mountPath: string;
        readonly serverId: string;
        readonly stsRegion?: string;
    };
    /** AWS-auth role that the generator logs in with. */
    readonly authRole: string;
    /** Token role that makes the DR operation token. */
    readonly tokenRole: string;
    readonly operationTokenTtlSeconds: number;
    readonly rotationMinutes: number;
    readonly operationTimeoutSeconds: number;
    readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
    readonly linkCaFile?: string;
    readonly maxLagWals?: number;
}
/** The four Lambdas of one region. Neither region's control plane needs the other one's. */
export declare class ControlPlane extends Construct {
    readonly auth: AuthFunction;
    readonly tokenGen: DrOperationTokenGenFunction;
    readonly dnsSwitch: DnsSwitchFunction;
    readonly drOperations: DrOperationsFunction;
    constructor(scope: Construct, id: string, props: ControlPlaneProps);
}
