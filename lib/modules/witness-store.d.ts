import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { EncryptionKey } from './aws/encryption-key';
import { JournalTable } from './aws/journal-table';
import type { StoreSettings } from './regional-store';
/** Props of `WitnessStore`. */
export interface WitnessStoreProps extends StoreSettings {
    /** The AWS provider of the region. */
    readonly provider: TerraformProvider;
    /** AWS region, another one than those of the clusters. */
    readonly region: string;
    /** Pattern for the names of the log groups that CloudWatch may encrypt with the key. @default - none */
    readonly logGroupPattern?: string;
}
/**
 * A third table, which holds only the lease, and its key. An operation then needs two tables of three, so that it can
 * run while one region is lost, and two operations never run at the same time.
 */
export declare class WitnessStore extends Construct {
    /** The KMS key that encrypts the table. */
    readonly key: EncryptionKey;
    /** The table with the lease. */
    readonly table: JournalTable;
    /** AWS account of the table. */
    readonly accountId: string;
    constructor(scope: Construct, id: string, props: WitnessStoreProps);
}
