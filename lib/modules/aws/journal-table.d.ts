import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { FunctionGrantee } from '../private/grantee';
import type { Tagged } from '../private/names';
/** Props of `JournalTable`. */
export interface JournalTableProps extends Tagged {
    /** The AWS provider of the region. */
    readonly provider: TerraformProvider;
    /** Name of the table. The tables of a pair have the same name in each region. */
    readonly name: string;
    /** AWS region, e.g. `eu-west-1`. */
    readonly region: string;
    /** ARN of the KMS key that encrypts the table. */
    readonly kmsKeyArn: string;
    /** Whether AWS refuses to delete the table. @default true */
    readonly deletionProtection?: boolean;
    /** Whether the table has a stream of its changes. @default false */
    readonly stream?: boolean;
}
/**
 * A DynamoDB table with the lease and the journal of operations of one region. In a witness it holds only the lease.
 */
export declare class JournalTable extends Construct {
    /** ARN of the table. */
    readonly arn: string;
    /** Name of the table. */
    readonly name: string;
    /** AWS region of the table. */
    readonly region: string;
    /** ARN of the KMS key that encrypts the table. */
    readonly kmsKeyArn: string;
    /** ARN of the stream of its changes. Empty without `stream`. */
    readonly streamArn: string;
    constructor(scope: Construct, id: string, props: JournalTableProps);
}
/** The tables of a pair. */
export interface Journals {
    /** The table in the region of the home cluster. */
    readonly home: JournalTable;
    /** The table in the region of the away cluster. */
    readonly away: JournalTable;
    /** A third table, which holds only the lease. @default - none */
    readonly witness?: JournalTable;
}
/**
 * Lets a Lambda hold the lease in every table, and read and write the journal in the regions of both clusters. Sets the
 * variables with the names of the table and the regions.
 *
 * @param access `read`: it may only look at lease and journal
 */
export declare function grantJournals(lambda: FunctionGrantee, { home, away, witness }: Journals, access?: 'operate' | 'read'): void;
/** Lets `dr-operations` decide whether something may begin by itself: what people have set, and the row of the witness. */
export declare function grantAutomatic(lambda: FunctionGrantee, { witness }: Journals): void;
/**
 * Lets a watcher read the row of the others, and write its own one.
 *
 * @param own the table of its own region
 */
export declare function grantWatching(lambda: FunctionGrantee, own: JournalTable, witness: JournalTable): void;
/** Lets a Lambda write the row of a watcher into a table. */
export declare function grantRow(lambda: FunctionGrantee, own: JournalTable): void;
/** Lets a Lambda read the row of a watcher in a table. */
export declare function grantReadRow(lambda: FunctionGrantee, sid: string, table: JournalTable): void;
