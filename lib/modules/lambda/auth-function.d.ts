import { Construct } from 'constructs';
import type { PolicyStatement } from '../private/iam';
import { BundledFunction, type FunctionEnvironment } from './bundled-function';
export interface AuthFunctionProps extends FunctionEnvironment {
    /** Mount path of Vault's AWS auth method. */
    readonly mountPath: string;
    /** Value of `X-Vault-AWS-IAM-Server-ID`. */
    readonly serverId: string;
    /** Region whose STS is signed for. @default - the Lambda's own */
    readonly stsRegion?: string;
    /** AWS-auth roles that callers may ask for. */
    readonly allowedRoles: readonly string[];
}
/** A role or Lambda that can be given permissions. */
export interface IGrantable {
    allow(statement: PolicyStatement): void;
}
/** The Lambda that logs in to Vault for others. */
export declare class AuthFunction extends Construct {
    readonly lambda: BundledFunction;
    private readonly allowedRoles;
    constructor(scope: Construct, id: string, props: AuthFunctionProps);
    /** Lets callers ask for one more AWS-auth role. The role in Vault has to be bound to this Lambda's IAM role. */
    allowRole(name: string): void;
    /** Lets a Lambda log in through this one; a bundled function is also told its ARN. */
    grantInvoke(caller: IGrantable): void;
}
