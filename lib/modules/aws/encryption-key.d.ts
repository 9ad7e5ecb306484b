import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
export interface EncryptionKeyProps {
    readonly provider: TerraformProvider;
    readonly region: string;
    readonly accountId: string;
    /** Without `alias/`. */
    readonly aliasName: string;
    readonly description: string;
    /** Pattern of the log groups' names that may be encrypted with the key. */
    readonly logGroupPattern: string;
    readonly tags?: Readonly<Record<string, string>>;
}
/** A KMS key with rotation, for the secret, the table, the logs and the Lambdas' variables of one region. */
export declare class EncryptionKey extends Construct {
    readonly arn: string;
    constructor(scope: Construct, id: string, props: EncryptionKeyProps);
}
