import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Tagged } from '../private/names';
/** Props of `EncryptionKey`. */
export interface EncryptionKeyProps extends Tagged {
    /** The AWS provider of the region. */
    readonly provider: TerraformProvider;
    /** AWS region, e.g. `eu-west-1`. */
    readonly region: string;
    /** AWS account of the key, which its policy names. */
    readonly accountId: string;
    /** Name of the alias, without `alias/`. */
    readonly aliasName: string;
    /** Description of the key. */
    readonly description: string;
    /** Pattern for the names of the log groups that CloudWatch may encrypt with the key. @default - none */
    readonly logGroupPattern?: string;
    /** Whether CloudWatch may send its alarms to a topic that the key encrypts. @default false */
    readonly alarms?: boolean;
}
/**
 * A KMS key that rotates each year, and its alias. It encrypts the secret, the journal, the logs and the variables of
 * the Lambdas of one region.
 */
export declare class EncryptionKey extends Construct {
    /** ARN of the key. */
    readonly arn: string;
    constructor(scope: Construct, id: string, props: EncryptionKeyProps);
}
