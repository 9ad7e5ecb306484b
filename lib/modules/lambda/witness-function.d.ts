import { Construct } from 'constructs';
import { type JournalTable } from '../aws/journal-table';
import { BundledFunction } from './bundled-function';
import { type CommonFunctionProps, type FunctionSettings } from './common-function-props';
/** Props of `WitnessFunction`. */
export interface WitnessFunctionProps extends FunctionSettings, Pick<CommonFunctionProps, 'provider' | 'region' | 'accountId' | 'kmsKeyArn'> {
    /** The table in the region of the home cluster. */
    readonly home: JournalTable;
    /** The table of the third region. */
    readonly own: JournalTable;
}
/**
 * The Lambda `witness` of the third region, which looks every ten seconds whether AWS in the region of home answers. It runs
 * outside of any VPC, so that its path is none of those of the other watchers.
 */
export declare class WitnessFunction extends Construct {
    /** The Lambda itself. */
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: WitnessFunctionProps);
}
