import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { BundledFunction } from '../lambda/bundled-function';
export interface JournalTableProps {
    readonly provider: TerraformProvider;
    readonly name: string;
    readonly region: string;
    readonly kmsKeyArn: string;
    /** Refuse to delete the table. @default true */
    readonly deletionProtection?: boolean;
    readonly tags?: Readonly<Record<string, string>>;
}
/** The lease and the journal of operations, in one region. */
export declare class JournalTable extends Construct {
    readonly arn: string;
    readonly name: string;
    readonly region: string;
    readonly kmsKeyArn: string;
    constructor(scope: Construct, id: string, props: JournalTableProps);
}
/** Lets a Lambda hold the lease and keep the journal in both regions, and tells it where. */
export declare function grantJournals(lambda: BundledFunction, { home, away }: {
    readonly home: JournalTable;
    readonly away: JournalTable;
}): void;
