import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type DeploymentName } from '../private/names';
import { EncryptionKey } from './encryption-key';
import { JournalTable } from './journal-table';
import { OperationTokenSecret } from './operation-token-secret';
export interface RegionalStoreProps extends DeploymentName {
    readonly provider: TerraformProvider;
    readonly region: string;
    /** Refuse to delete the journal. @default true */
    readonly deletionProtection?: boolean;
    readonly tags?: Readonly<Record<string, string>>;
}
/** What one region keeps: the key, the DR operation token's secret, the lease and the journal. */
export declare class RegionalStore extends Construct {
    readonly accountId: string;
    readonly key: EncryptionKey;
    readonly secret: OperationTokenSecret;
    readonly journal: JournalTable;
    constructor(scope: Construct, id: string, props: RegionalStoreProps);
}
