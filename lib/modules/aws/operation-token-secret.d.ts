import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { BundledFunction } from '../lambda/bundled-function';
export interface OperationTokenSecretProps {
    readonly provider: TerraformProvider;
    readonly name: string;
    readonly kmsKeyArn: string;
    readonly tags?: Readonly<Record<string, string>>;
}
/** The secret for the DR operation token. Its value is written by the generator alone, so no state ever holds it. */
export declare class OperationTokenSecret extends Construct {
    readonly arn: string;
    private readonly kmsKeyArn;
    constructor(scope: Construct, id: string, { provider, name, kmsKeyArn, tags }: OperationTokenSecretProps);
    /** Lets a Lambda read the token, and tells it where. */
    grantRead(lambda: BundledFunction): void;
    /** Lets a Lambda write the token, and tells it where. */
    grantWrite(lambda: BundledFunction): void;
    private grant;
}
