import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type DeploymentName } from '../private/names';
export interface AwsAuthOptions {
    /** Mount path of the AWS auth method. @default 'aws' */
    readonly path?: string;
    /** Make the mount and its client configuration. @default false - the mount exists and is looked up */
    readonly create?: boolean;
    /** Value that `X-Vault-AWS-IAM-Server-ID` must have. @default - the client name */
    readonly serverId?: string;
    /**
     * The only region whose STS Vault asks.
     * @default - Vault asks the STS of the region that a login was signed for
     */
    readonly stsRegion?: string;
    /**
     * Bind to the IAM role's unique id instead of its ARN, so that a role that was deleted and made again no longer
     * matches. Vault then needs `iam:GetRole`.
     * @default false
     */
    readonly resolveAwsUniqueIds?: boolean;
}
export interface AwsAuthProps extends AwsAuthOptions, DeploymentName {
    readonly serverId: string;
    /** @default - the stack's only Vault provider */
    readonly vaultProvider?: TerraformProvider;
    /** IAM roles that may log in. */
    readonly principalArns: readonly string[];
    /** Token role that a login may make tokens by. */
    readonly tokenRole: string;
}
/** The AWS auth role by which the `auth` Lambdas log in, its policy, and the mount where it is ours. */
export declare class AwsAuth extends Construct {
    /** Mount path without slashes at the ends. */
    readonly path: string;
    readonly roleName: string;
    readonly policyName: string;
    constructor(scope: Construct, id: string, props: AwsAuthProps);
    private createMount;
    /** Fails the plan when the mount does not exist. */
    private lookUpMount;
}
