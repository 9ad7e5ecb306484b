import { type ClusterName } from '../../functions/shared/contract';
import type { DeploymentName } from '../private/names';
import type { AlarmLimits } from './alarms';
/** The pair, and the region of the dashboard with its cluster. */
export interface DashboardOf extends DeploymentName {
    readonly cluster: ClusterName;
    readonly region: string;
    /** What may begin by itself. @default - nothing */
    readonly acts?: AlarmLimits['acts'];
    /** Whether autopilot is asked. @default false */
    readonly autopilot?: boolean;
}
/** Body of the dashboard of one region. It needs nothing of the other region. Pure. */
export declare function dashboardBody({ environment, identifier, cluster: own, region, acts, autopilot }: DashboardOf, alarmArns: readonly string[]): string;
