import type { Weights } from '../dns-switch/contract';
import type { ClusterName } from '../shared/contract';
import { type DnsConfig } from '../shared/weighted-records';
/** Weighted records in one hosted zone that have to change, so that clients reach the primary. */
export interface DueName {
    readonly hostedZoneId: string;
    /** The client name, without a dot at the end. */
    readonly clientName: string;
    readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
    /** The weights that they have to get, in one change. */
    readonly weights: Weights;
    /** Role to assume for Route 53. @default - the zone is in the account of the pair */
    readonly roleArn?: string;
}
/** What a failover that left the client name to others leaves to do: one entry for each hosted zone. Pure. */
export declare const nameDueOf: ({ hostedZoneIds, clientName, setIdentifiers, roleArn }: DnsConfig, to: ClusterName) => DueName[];
