import { ConditionalCheckFailedException, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../shared/clock';
/** A lease that is not renewed ends after this time. */
export declare const LEASE_MS = 8000;
/** Limit of one call to a table, the same as that of a probe. */
export declare const CALL_MS = 1000;
/** The item of the lease. */
export declare const LEASE_KEY: {
    pk: {
        S: "lease";
    };
    sk: {
        S: "lease";
    };
};
/** Who holds a lease. */
export interface Holder {
    readonly holder: string;
    /** Changes with each renewal. If it stays the same, the holder is dead. */
    readonly beat: string;
    /** ISO 8601, by the clock of the holder. @default - the holder is of release 0.1 */
    readonly since?: string;
    /** ISO 8601, by the clock of the holder. */
    readonly until: string;
}
export interface LeaseTableOptions {
    readonly tableName: string;
    readonly operationId: string;
    readonly holder: string;
    readonly clock: Clock;
}
/** The lease item of one table. */
export declare class LeaseTable {
    #private;
    private readonly client;
    private readonly options;
    constructor(client: DynamoDBClient, options: LeaseTableOptions);
    /** @param deadBeat beat of a lease that may be replaced @throws ConditionalCheckFailedException if another operation holds it */
    take: (deadBeat?: string) => Promise<void>;
    /** Never creates a lease that is gone, because another operation may have held it since. @throws ConditionalCheckFailedException */
    renew: () => Promise<void>;
    /** @returns the holder, or `undefined` if there is none or the table gives no answer */
    holder(): Promise<Holder | undefined>;
    /** Best effort. */
    delete(): Promise<void>;
    static holderOf: ({ Item }: ConditionalCheckFailedException) => Holder;
}
export declare const parseHolder: (item: Readonly<Record<string, AttributeValue>> | undefined) => Holder;
