import { Construct } from 'constructs';
import type { ClusterName, FunctionName } from '../functions/shared/contract';
import type { JournalTable } from './aws/journal-table';
import type { WeightedRecords } from './aws/weighted-records';
import type { DrillSettings } from './drill/drill-settings';
import { AuthFunction } from './lambda/auth-function';
import type { CommonFunctionProps } from './lambda/common-function-props';
import { DnsSwitchFunction } from './lambda/dns-switch-function';
import { DrOperationTokenGenFunction, type OperationTokenSettings } from './lambda/dr-operation-token-gen-function';
import { DrOperationsFunction, type OperationSettings } from './lambda/dr-operations-function';
import type { RegionalStore } from './regional-store';
import type { NameHealth } from './traffic/name-health';
/** Props of `ControlPlane`. */
export interface ControlPlaneProps extends Omit<CommonFunctionProps, 'accountId' | 'kmsKeyArn'>, OperationSettings, Omit<OperationTokenSettings, 'breakGlassToken'> {
    /** The stores in the regions of both clusters. */
    readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
    /** A third table, which holds only the lease. @default - none */
    readonly witnessTable?: JournalTable;
    /** The weighted records of the client name. */
    readonly records: WeightedRecords;
    /** The health checks of these records. @default - none */
    readonly nameHealth?: NameHealth;
    /** How the Lambdas log in to Vault: the props of the same names of `AuthFunction`. */
    readonly login: {
        readonly mountPath: string;
        readonly serverId: string;
        readonly stsRegion?: string;
    };
    /** Role of the AWS auth method that `dr-operation-token-gen` logs in with. */
    readonly authRole: string;
    /** Token role that the DR operation token is made with. */
    readonly tokenRole: string;
    /** Token role that the break-glass token is made with, if the store has a secret for it. @default - none is made */
    readonly breakGlassTokenRole?: string;
    /** `primary_cluster_addr` of each cluster, needed if its port 8201 is behind a load balancer. */
    readonly clusterAddresses: Readonly<Record<ClusterName, string | undefined>>;
    /** Whether an old primary that returns is demoted by itself. @default false */
    readonly fence?: boolean;
    /** Drills. @default - none begins by itself */
    readonly drill?: DrillSettings;
}
/** The four Lambdas of one region. They do not depend on the Lambdas of the other region. */
export declare class ControlPlane extends Construct {
    /** The Lambda `auth`. */
    readonly auth: AuthFunction;
    /** The Lambda `dr-operation-token-gen`. */
    readonly tokenGen: DrOperationTokenGenFunction;
    /** The Lambda `dns-switch`. */
    readonly dnsSwitch: DnsSwitchFunction;
    /** The Lambda `dr-operations`. */
    readonly drOperations: DrOperationsFunction;
    constructor(scope: Construct, id: string, props: ControlPlaneProps);
    /** ARN of each Lambda, by the name of its folder under `functions/`. */
    get functionArns(): Readonly<Record<FunctionName, string>>;
}
