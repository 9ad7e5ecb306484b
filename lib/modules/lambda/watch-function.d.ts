import { Construct } from 'constructs';
import { type Journals } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import type { NameHealth } from '../traffic/name-health';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
import { type OperationSettings } from './dr-operations-function';
/** Props of `WatchFunction`. */
export interface WatchFunctionProps extends CommonFunctionProps, OperationSettings {
    /** Whether an old primary that returns is demoted by itself. @default false */
    readonly fence?: boolean;
    /** Whether Vault's autopilot is asked. @default false */
    readonly autopilot?: boolean;
    /** The secret with the DR operation token. */
    readonly secret: OperationTokenSecret;
    /** The weighted records of the client name. */
    readonly records: WeightedRecords;
    /** The health checks of these records. @default - none */
    readonly nameHealth?: NameHealth;
    /** The tables of the pair. */
    readonly journals: Journals;
    /** The Lambda `dr-operations` of the same region. */
    readonly drOperations: BundledFunction;
    /** The Lambda `dns-switch` of the same region. */
    readonly dnsSwitch: BundledFunction;
}
/** The Lambda `watch`, which looks at the pair once a minute and publishes metrics. */
export declare class WatchFunction extends Construct {
    /** The Lambda itself. */
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: WatchFunctionProps);
}
