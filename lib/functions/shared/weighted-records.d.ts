import { type ResourceRecordSet, type Route53Client } from '@aws-sdk/client-route-53';
import type { Weights } from '../dns-switch/contract';
import type { Clock, Deadline } from './clock';
import { type ClusterName } from './contract';
import { type Env } from './env';
export interface DnsConfig {
    /** Every zone that has the client name, such as a public and a private one. At least one. */
    readonly hostedZoneIds: readonly string[];
    /** Without a dot at the end. */
    readonly clientName: string;
    readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
    /** Role to assume for Route 53, if the zone is in another account. @default - the caller's own identity */
    readonly roleArn?: string;
}
export declare const MAX_WEIGHT = 255;
/** @throws ConfigError when a variable is missing */
export declare const parseDnsConfig: (env: Env) => DnsConfig;
/** The records of the client name. */
export interface WeightedRecords {
    readonly weights: Weights;
    readonly zones: readonly ZoneRecords[];
}
/** The records of the client name in one zone. */
export interface ZoneRecords {
    readonly hostedZoneId: string;
    /** The complete records, because an UPSERT replaces all of a record. Each cluster has one of each type, such as A and AAAA. */
    readonly sets: Readonly<Record<ClusterName, readonly ResourceRecordSet[]>>;
}
/** The weights that send all traffic to one cluster. */
export declare const weightsFor: (active: ClusterName) => Weights;
/** The cluster that gets all traffic, or `undefined` if the weights name none. */
export declare function activeByWeight({ home, away }: Weights): ClusterName | undefined;
/** Whether the weights were edited by hand: this system writes only 0 and 255. */
export declare const isForeign: ({ home, away }: Weights) => boolean;
/**
 * Reads the records of the client name in every zone.
 *
 * @throws RecordsError if they are missing or not only ours; AwsError if Route 53 fails
 */
export declare function observeRecords(client: Route53Client, config: DnsConfig, deadline: Deadline): Promise<WeightedRecords>;
/** Picks the records of the client name out of the listing of one zone. Pure. @throws RecordsError */
export declare function parseRecords(listed: readonly ResourceRecordSet[], hostedZoneId: string, { clientName, setIdentifiers }: DnsConfig): ZoneRecords;
/** Adds the weights that all zones have together. Pure. */
export declare function withWeights(zones: readonly ZoneRecords[]): WeightedRecords;
/**
 * Changes the weights of both clusters, of all record types: one batch per zone, because a batch cannot have two zones. If
 * one zone fails, the others may have changed; the same call can be made again.
 *
 * @returns the ids of the changes, which `awaitInsync` takes
 * @throws AwsError
 */
export declare function changeWeights(client: Route53Client, { zones }: WeightedRecords, active: ClusterName, deadline: Deadline): Promise<string>;
/**
 * Waits until every name server of Route 53 has the changes. A throttled or lost answer is not an error, because the
 * changes themselves were accepted.
 *
 * @param changeIds from `changeWeights`
 * @returns whether every name server had them before the deadline
 * @throws AwsError if Route 53 refuses the call
 */
export declare function awaitInsync(client: Route53Client, changeIds: string, clock: Clock, deadline: Deadline): Promise<boolean>;
