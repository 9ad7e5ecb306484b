import type { ClusterName } from '../shared/contract';
export interface DnsSwitchEvent {
    /** Plans only: nothing is changed. @default false */
    readonly dryRun?: boolean;
}
/** Weights of the two records of the client name, integers from 0 to 255. */
export interface Weights {
    readonly home: number;
    readonly away: number;
}
export interface DnsSwitchResult {
    /** The cluster that is primary and gets all traffic. */
    readonly active: ClusterName;
    readonly before: Weights;
    readonly after: Weights;
    /** `UNCHANGED`: the weights were right. `PLANNED`: a dry run. `PENDING`: changed, but not yet on every name server. */
    readonly status: 'UNCHANGED' | 'PLANNED' | 'PENDING' | 'INSYNC';
}
