import { Construct } from 'constructs';
import type { IGrantable } from '../private/grantee';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
/** Props of `AuthFunction`. */
export interface AuthFunctionProps extends CommonFunctionProps {
    /** Mount path of Vault's AWS auth method. */
    readonly mountPath: string;
    /** Value of the header `X-Vault-AWS-IAM-Server-ID` of a login. */
    readonly serverId: string;
    /** AWS region of the STS that a login is signed for. @default - the region of the Lambda */
    readonly stsRegion?: string;
    /** Roles of the AWS auth method that callers can log in with. */
    readonly allowedRoles: readonly string[];
}
/** The Lambda `auth`, which logs in to Vault with its IAM role and returns the token to the calling Lambda. */
export declare class AuthFunction extends Construct {
    /** The Lambda itself. */
    readonly lambda: BundledFunction;
    private readonly allowedRoles;
    constructor(scope: Construct, id: string, props: AuthFunctionProps);
    /**
     * Lets callers log in with one more role of the AWS auth method. Vault has to bind that role to this Lambda's IAM
     * role.
     */
    allowRole(name: string): void;
    /** Lets a Lambda log in through this one. A `BundledFunction` also gets the variable with the ARN. */
    grantInvoke(caller: IGrantable): void;
}
