import { Policy } from '@cdktf/provider-vault/lib/policy';
import { TokenAuthBackendRole } from '@cdktf/provider-vault/lib/token-auth-backend-role';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName } from '../private/names';
import { OPERATION_TOKEN_RULES, renderVaultPolicy, type VaultPolicyRule } from './policy';

export interface OperationTokenRoleProps extends DeploymentName {
  /** @default - the stack's only Vault provider */
  readonly vaultProvider?: TerraformProvider;
  /** Blocks of addresses from which the token is taken. @default - any */
  readonly boundCidrs?: readonly string[];
  /** Rules beyond what the engine calls; each path begins with `sys/replication/dr/`. @default [] */
  readonly extraRules?: readonly VaultPolicyRule[];
}

/** The policy of the DR operation token, and the token role that makes such tokens. */
export class OperationTokenRole extends Construct {
  readonly policyName: string;
  /** Name of the token role; a token is made at `auth/token/create/<name>`. */
  readonly roleName: string;

  constructor(scope: Construct, id: string, props: OperationTokenRoleProps) {
    super(scope, id);
    const { vaultProvider: provider } = props;
    const policy = new Policy(this, 'policy', {
      provider,
      name: nameOf('dr-operation-token', props),
      policy: renderVaultPolicy([...OPERATION_TOKEN_RULES, ...(props.extraRules ?? [])]),
    });
    const role = new TokenAuthBackendRole(this, 'Resource', {
      provider,
      roleName: nameOf('dr-operation-token', props),
      allowedPolicies: [policy.name],
      // A batch token is all that a DR secondary can check, and Vault makes one only for an orphan that is not renewable
      // and has neither a period nor an explicit maximum.
      tokenType: 'batch',
      orphan: true,
      renewable: false,
      tokenNoDefaultPolicy: true,
      tokenBoundCidrs: props.boundCidrs && [...props.boundCidrs],
    });
    this.policyName = policy.name;
    this.roleName = role.roleName;
  }
}
