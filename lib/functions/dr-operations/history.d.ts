import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type ClusterName } from '../shared/contract';
import { type Operation } from './contract';
import type { Promotion, UnfinishedOperation } from './world';
/** What the journals say about earlier operations. */
export interface History {
    readonly unfinished: UnfinishedOperation | undefined;
    readonly promotion: Promotion | undefined;
    /** The operation of the newest entry. */
    readonly last: LastOperation | undefined;
    /** Whether the journals of both regions could be read. */
    readonly known: boolean;
}
/** The newest operation in the journal. */
export interface LastOperation {
    readonly operation: Operation;
    readonly to: ClusterName;
    readonly outcome: string;
    /** When it began, ISO 8601. */
    readonly at: string;
}
/** Parses the newest entry. Pure. */
export declare function parseHistory(item: Record<string, AttributeValue> | undefined): Omit<History, 'known'>;
