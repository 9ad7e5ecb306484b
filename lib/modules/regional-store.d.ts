import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { EncryptionKey } from './aws/encryption-key';
import { JournalTable } from './aws/journal-table';
import { OperationTokenSecret } from './aws/operation-token-secret';
import { type DeploymentName, type Tagged } from './private/names';
/** Settings of everything that stores data. They are props of `VaultDr`. */
export interface StoreSettings extends DeploymentName, Tagged {
    /** Whether AWS refuses to delete the tables with the journal and the lease. @default true */
    readonly deletionProtection?: boolean;
    /**
     * For how long a deleted secret can be restored, days: 7 to 30, or 0. With 0 it is deleted immediately, and a stack
     * with the same names can be applied again immediately.
     *
     * @default 7
     */
    readonly secretRecoveryDays?: number;
}
/** Props of `RegionalStore`. */
export interface RegionalStoreProps extends StoreSettings {
    /** The AWS provider of the region. */
    readonly provider: TerraformProvider;
    /** AWS region, e.g. `eu-west-1`. */
    readonly region: string;
    /** Whether there is a secret for the break-glass token. @default false */
    readonly breakGlassToken?: boolean;
    /** Whether CloudWatch may send its alarms to a topic that the key encrypts. @default false */
    readonly alarms?: boolean;
    /** Whether the table has a stream of its changes. @default false */
    readonly stream?: boolean;
}
/**
 * The stored data of one region: the secrets with the DR operation token and the break-glass token, the table with lease
 * and journal, their key.
 */
export declare class RegionalStore extends Construct {
    /** AWS account of the provider. */
    readonly accountId: string;
    /** The KMS key that encrypts the secret, the table, the logs and the variables. */
    readonly key: EncryptionKey;
    /** The secret with the DR operation token. */
    readonly secret: OperationTokenSecret;
    /** The secret with the break-glass token, if there is one. */
    readonly breakGlassSecret: OperationTokenSecret | undefined;
    /** The table with the lease and the journal. */
    readonly journal: JournalTable;
    constructor(scope: Construct, id: string, props: RegionalStoreProps);
}
