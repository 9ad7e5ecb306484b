import { Construct } from 'constructs';
import { type Journals } from '../aws/journal-table';
import type { WeightedRecords } from '../aws/weighted-records';
import type { NameHealth } from '../traffic/name-health';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
/** Props of `DnsSwitchFunction`. */
export interface DnsSwitchFunctionProps extends CommonFunctionProps {
    /** The weighted records that the Lambda changes. */
    readonly records: WeightedRecords;
    /** The health checks of these records. @default - none */
    readonly nameHealth?: NameHealth;
    /** The tables of the pair. */
    readonly journals: Journals;
}
/** The Lambda `dns-switch`, which leads the client name to the cluster that took over, while it holds the lease. */
export declare class DnsSwitchFunction extends Construct {
    /** The Lambda itself. */
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: DnsSwitchFunctionProps);
}
