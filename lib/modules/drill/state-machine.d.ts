/** What the definition depends on. */
export interface DrillMachine {
    /** ARN of the Lambda `dr-operations`. */
    readonly functionArn: string;
    readonly holdSeconds: number;
    /** Time limit on one operation, seconds. */
    readonly operationTimeoutSeconds: number;
}
/**
 * The definition in Amazon States Language: begin, switch over, hold, check, switch back, check, end. Whatever is refused or
 * fails leads to the end, which writes what was measured. No step accepts a risk. Pure.
 */
export declare function drillDefinition(machine: DrillMachine): object;
