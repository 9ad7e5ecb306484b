import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type TokenUse } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import type { Tagged } from '../private/names';
/** Props of `OperationTokenSecret`. */
export interface OperationTokenSecretProps extends Tagged {
    /** The AWS provider of the region. */
    readonly provider: TerraformProvider;
    /** Name of the secret. */
    readonly name: string;
    /** ARN of the KMS key that encrypts the secret. */
    readonly kmsKeyArn: string;
    /** For how long a deleted secret can be restored, days: 0, or 7 to 30. @default 7 */
    readonly recoveryDays?: number;
    /**
     * `operation` for the DR operation token, `break-glass` for the token with which key shares make one on Vault 2.x.
     *
     * @default 'operation'
     */
    readonly use?: TokenUse;
}
/**
 * The secret for one token of one region: the DR operation token, or the break-glass token. Only the Lambda
 * `dr-operation-token-gen` writes its value, so that the value is in no Terraform state.
 */
export declare class OperationTokenSecret extends Construct {
    /** ARN of the secret. */
    readonly arn: string;
    private readonly kmsKeyArn;
    private readonly use;
    constructor(scope: Construct, id: string, props: OperationTokenSecretProps);
    /** Lets a Lambda read the token, and sets the variable with the ARN. */
    grantRead(lambda: FunctionGrantee): void;
    /** Lets a Lambda write the token, and sets the variable with the ARN. */
    grantWrite(lambda: FunctionGrantee): void;
    private grant;
}
