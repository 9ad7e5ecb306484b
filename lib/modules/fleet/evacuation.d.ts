import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { BundledFunction } from '../lambda/bundled-function';
import type { FunctionSettings } from '../lambda/common-function-props';
/** Props of `Evacuation`. */
export interface EvacuationProps extends Pick<FunctionSettings, 'environment' | 'tags' | 'architecture' | 'runtime' | 'logRetentionDays' | 'logLevel' | 'permissionsBoundaryArn'> {
    /** The AWS provider of the region in which the pairs have their other cluster. */
    readonly provider: TerraformProvider;
    /** The region of the provider, e.g. `eu-central-1`. It must not be the one that may be lost. */
    readonly region: string;
    /** Every region in which a pair of the environment has a lease table, this region included. */
    readonly pairRegions: readonly string[];
    /** Ids of the hosted zones with the client names of the pairs. */
    readonly hostedZoneIds: readonly string[];
    /** How many pairs fail over at the same time, 1 to 1000. @default 20 */
    readonly maxConcurrency?: number;
    /**
     * Which part of the failovers may fail before no further one begins, percent. The names of those that were promoted are
     * moved all the same.
     *
     * @default 50
     */
    readonly toleratedFailurePercentage?: number;
}
/**
 * Fails over many pairs of one environment at once, if a region is lost: promotions first, then one change batch for each
 * hosted zone, then a look at each pair. `vault-dr evacuate` starts it. It runs in the region that is left, needs nothing of
 * the other one, and may only call the Lambdas and use the lease tables of the pairs of its environment.
 */
export declare class Evacuation extends Construct {
    /** ARN of the state machine. */
    readonly stateMachineArn: string;
    /** Name of the state machine. */
    readonly stateMachineName: string;
    /** The Lambda that moves the client names. */
    readonly nameBatch: BundledFunction;
    constructor(scope: Construct, id: string, props: EvacuationProps);
}
