import { type ClusterName } from '../../functions/shared/contract';
import { type AutomaticMetric, type ClusterMetric, type PairMetric } from '../../functions/watch/contract';
/** The page that explains the alarms, unless another one is given. */
export declare const ALARMS_PAGE = "docs/alarms.md";
/** When a person has to look. `now`: clients are, or would be, without a working pair. */
export type Urgency = 'now' | 'tomorrow';
/** When an alarm is raised. */
export interface AlarmCondition {
    readonly metric: PairMetric | AutomaticMetric | ClusterMetric;
    /** The cluster of a metric that each cluster has. @default - a metric of the pair */
    readonly cluster?: ClusterName;
    readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
    readonly threshold: number;
    /** Minutes that have to be over the threshold, of the last minutes that count. */
    readonly minutes: readonly [over: number, of: number];
    /** Whether no data is a fault. The watch leaves out what it does not know. */
    readonly missing: 'breaching' | 'notBreaching';
}
/** One alarm of the watch. */
export interface AlarmSpec extends AlarmCondition {
    /** What is wrong while it is in alarm, as a sentence. */
    readonly says: string;
    readonly urgency: Urgency;
}
/** What the thresholds depend on. */
export interface AlarmLimits {
    readonly maxLagWals: number;
    readonly maxLagSeconds: number;
    readonly rotationMinutes: number;
    /** What may begin by itself. @default - nothing */
    readonly acts?: {
        readonly failover: boolean;
        readonly fence: boolean;
    };
    /** Whether autopilot is asked. @default false */
    readonly autopilot?: boolean;
}
/** Every alarm of one region. Pure. */
export declare const alarmSpecs: (ownCluster: ClusterName, { maxLagWals, maxLagSeconds, rotationMinutes, acts, autopilot }: AlarmLimits) => readonly AlarmSpec[];
/** Raised while an operation or a drill runs, which has its own report. */
export declare const RUNNING: AlarmCondition;
