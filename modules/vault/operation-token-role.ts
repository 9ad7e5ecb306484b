import { Policy } from '@cdktf/provider-vault/lib/policy';
import { TokenAuthBackendRole } from '@cdktf/provider-vault/lib/token-auth-backend-role';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName } from '../private/names';
import { OPERATION_TOKEN_RULES, renderVaultPolicy, type VaultPolicyRule } from './policy';

/** Props of {@link OperationTokenRole}. */
export interface OperationTokenRoleProps extends DeploymentName {
  /** Vault provider that creates the role. @default - the only Vault provider of the stack */
  readonly vaultProvider?: TerraformProvider;
  /** CIDR blocks from which Vault accepts the token. @default - any address */
  readonly boundCidrs?: readonly string[];
  /** Rules in addition to `OPERATION_TOKEN_RULES`. @default [] */
  readonly extraRules?: readonly VaultPolicyRule[];
}

/** The policy of the DR operation token, and the token role that creates such tokens. */
export class OperationTokenRole extends Construct {
  /** Name of the policy. */
  readonly policyName: string;
  /** Name of the token role. A token is created at `auth/token/create/<name>`. */
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
      // A DR secondary can check only batch tokens. Vault creates one only for an orphan that is not renewable and has
      // neither a period nor an explicit maximum lifetime.
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
