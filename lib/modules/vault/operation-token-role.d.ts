import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { type DeploymentName } from '../private/names';
import { type VaultPolicyRule } from './policy';
export interface OperationTokenRoleProps extends DeploymentName {
    /** @default - the stack's only Vault provider */
    readonly vaultProvider?: TerraformProvider;
    /** Rules beyond what the engine calls; each path begins with `sys/replication/dr/`. @default [] */
    readonly extraRules?: readonly VaultPolicyRule[];
}
/** The policy of the DR operation token, and the token role that makes such tokens. */
export declare class OperationTokenRole extends Construct {
    readonly policyName: string;
    /** Name of the token role; a token is made at `auth/token/create/<name>`. */
    readonly roleName: string;
    constructor(scope: Construct, id: string, props: OperationTokenRoleProps);
}
