import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { Tagged } from '../private/names';
import type { BundledFunction } from './bundled-function';
export interface ScheduleOptions extends Tagged {
    readonly provider: TerraformProvider;
    /** Name of the rule. */
    readonly name: string;
    readonly description: string;
    /** Time between two runs, minutes. */
    readonly everyMinutes: number;
    /** Id of the target in the rule. */
    readonly targetId: string;
}
/** Runs a Lambda at a fixed rate. */
export declare function runRegularly(scope: Construct, lambda: BundledFunction, options: ScheduleOptions): void;
