import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type DrOperationsFunction } from '../lambda/dr-operations-function';
import { type DeploymentName, type Tagged } from '../private/names';
import type { DrillSettings } from './drill-settings';
/** Props of `ScheduledDrill`. */
export interface ScheduledDrillProps extends DeploymentName, Tagged {
    /** The AWS provider of the region of home. */
    readonly provider: TerraformProvider;
    /** When a drill begins, and for how long it stays. */
    readonly settings: DrillSettings & {
        readonly schedule: string;
    };
    /** The Lambda of that region, which runs the operations. */
    readonly drOperations: DrOperationsFunction;
    /** Time limit on one operation, seconds. @default 300 */
    readonly operationTimeoutSeconds?: number;
    /** ARNs of the SNS topics that a drill notifies which failed or missed its target. */
    readonly topicArns: readonly string[];
    /** Address of the page that explains the alarms. @default - the page of this package */
    readonly alarmsPage?: string;
    /** ARN of a permissions boundary for the roles. @default - none */
    readonly permissionsBoundaryArn?: string;
}
/** A state machine that drills by a schedule, and the alarm of a drill that did not meet its target. */
export declare class ScheduledDrill extends Construct {
    private readonly props;
    /** ARN of the state machine, with which a drill can also be started by hand. */
    readonly stateMachineArn: string;
    constructor(scope: Construct, id: string, props: ScheduledDrillProps);
    private createSchedule;
    /** @returns its ARN */
    private createRole;
    /** A drill that is refused, fails, misses its target or takes too long. Nothing suppresses it. */
    private createAlarm;
}
