import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type DeploymentName } from '../private/names';
import { type VaultPolicyRule } from './policy';
/** Props of `OperationTokenRole`. */
export interface OperationTokenRoleProps extends DeploymentName {
    /** The Vault provider. @default - the only Vault provider of the stack */
    readonly vaultProvider?: TerraformProvider;
    /** CIDR blocks from which Vault accepts the token. @default - all addresses */
    readonly boundCidrs?: readonly string[];
    /** First part of the name of the policy and of the token role. @default 'dr-operation-token' */
    readonly resource?: string;
    /** What the token may do. @default - the calls that the engine makes */
    readonly rules?: readonly VaultPolicyRule[];
    /** Further rules of the policy. @default [] */
    readonly extraRules?: readonly VaultPolicyRule[];
}
/**
 * A policy, and the token role that batch tokens with this policy are made with. By default they are those of the DR
 * operation token.
 */
export declare class OperationTokenRole extends Construct {
    /** Name of the policy. */
    readonly policyName: string;
    /** Name of the token role. A token is made at `auth/token/create/<name>`. */
    readonly roleName: string;
    constructor(scope: Construct, id: string, props: OperationTokenRoleProps);
}
