/** What the state machine works with. */
export interface EvacuationMachine {
    /** ARN of the Lambda that moves the names. */
    readonly nameBatchArn: string;
    readonly maxConcurrency: number;
    readonly toleratedFailurePercentage: number;
}
/**
 * The definition in the Amazon States Language: every pair is promoted, then the names are moved, then every pair is looked at.
 * Names are moved and pairs are looked at even if promotions have failed, or too many of them. Pure.
 */
export declare const evacuationDefinition: (machine: EvacuationMachine) => object;
