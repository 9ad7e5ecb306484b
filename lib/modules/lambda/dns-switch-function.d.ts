import { Construct } from 'constructs';
import type { WeightedRecords } from '../aws/weighted-records';
import { BundledFunction, type FunctionEnvironment } from './bundled-function';
export interface DnsSwitchFunctionProps extends FunctionEnvironment {
    readonly records: WeightedRecords;
}
/** The Lambda that gives the client name to the cluster that is primary. */
export declare class DnsSwitchFunction extends Construct {
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: DnsSwitchFunctionProps);
}
