import { type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ClusterName } from '../shared/contract';
import { type History } from './history';
import type { TakeNote } from './notes';
import type { OperationResult } from './result';
import type { Promotion } from './world';
/** The journal entry of one operation. `running` until it ends, also if the Lambda died. */
export type JournalEntry = Omit<OperationResult, 'outcome'> & {
    /** `refused`: it began and changed nothing. `undone`: what it changed was undone. */
    readonly outcome: OperationResult['outcome'] | 'running' | 'refused' | 'undone';
};
/** The part of an entry that is stored as attributes. The operator's tool writes one when it enables replication. */
export type EntryFacts = Pick<JournalEntry, 'startedAt' | 'operationId' | 'to' | 'outcome'> & {
    readonly operation: string;
};
export interface JournalOptions {
    readonly tables: Readonly<Record<ClusterName, DynamoDBClient>>;
    readonly tableName: string;
    readonly note: TakeNote;
}
/**
 * Writes every operation to the tables of both regions, as far as they answer. The entry is overwritten as the operation
 * proceeds, in the background, so that the journal does not slow down a failover.
 */
export declare class Journal {
    #private;
    private readonly options;
    constructor(options: JournalOptions);
    /** Begins to write; `flush` waits for it. @param promotion the last one of this system, for later operations */
    write(entry: EntryFacts, promotion?: Promotion): void;
    /** Waits for the writes. @returns whether a table has the last version */
    flush(): Promise<boolean>;
    /** Waits until all writes have ended. */
    close(): Promise<void>;
    /** What the newest entry tells the next operation. */
    readHistory(): Promise<History>;
}
