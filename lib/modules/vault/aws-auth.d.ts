import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type DeploymentName } from '../private/names';
/** Settings of the AWS auth method. They are the prop `awsAuth` of `VaultDr`. */
export interface AwsAuthOptions {
    /** Mount path of the AWS auth method. @default 'aws' */
    readonly path?: string;
    /**
     * Whether to create the mount and its client configuration.
     *
     * @default false - the mount exists, and the plan looks it up
     */
    readonly create?: boolean;
    /** Value that a login must have in the header `X-Vault-AWS-IAM-Server-ID`. @default - the client name */
    readonly serverId?: string;
    /**
     * AWS region of the only STS endpoint for logins. The Lambdas sign for it, and a mount that is created here verifies
     * every login with it.
     *
     * @default - each Lambda signs for its own region, and the mount uses the endpoint that the login was signed for
     */
    readonly stsRegion?: string;
    /**
     * Whether the role in Vault is bound to the unique ids of the IAM roles instead of their ARNs. A role that was
     * deleted and created again can then no longer log in. Vault needs the permission `iam:GetRole` for it.
     *
     * @default false
     */
    readonly resolveAwsUniqueIds?: boolean;
}
/** Props of `AwsAuth`. */
export interface AwsAuthProps extends AwsAuthOptions, DeploymentName {
    /** Value that a login must have in the header `X-Vault-AWS-IAM-Server-ID`. */
    readonly serverId: string;
    /** The Vault provider. @default - the only Vault provider of the stack */
    readonly vaultProvider?: TerraformProvider;
    /** ARNs of the IAM roles that may log in. */
    readonly principalArns: readonly string[];
    /** CIDR blocks from which Vault accepts a login and its token. @default - all addresses */
    readonly boundCidrs?: readonly string[];
    /** Token role that a login may make DR operation tokens with. */
    readonly tokenRole: string;
    /** Token role that a login may make break-glass tokens with. @default - none */
    readonly breakGlassTokenRole?: string;
    /**
     * The only lifetime that a login may ask for with `tokenRole`, seconds. It is the one that `dr-operation-token-gen`
     * asks for.
     *
     * @default 28800
     */
    readonly operationTokenTtlSeconds?: number;
}
/**
 * The role of Vault's AWS auth method that the `auth` Lambdas log in with, its policy, and, with `create`, the mount.
 */
export declare class AwsAuth extends Construct {
    /** Path of the mount, without slashes at the ends. */
    readonly path: string;
    /** Name of the role. */
    readonly roleName: string;
    /** Name of the policy. */
    readonly policyName: string;
    constructor(scope: Construct, id: string, props: AwsAuthProps);
    private createMount;
    /** The plan fails if the mount does not exist. */
    private lookUpMount;
}
