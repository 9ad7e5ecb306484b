import { Policy } from '@cdktf/provider-vault/lib/policy';
import { TokenAuthBackendRole } from '@cdktf/provider-vault/lib/token-auth-backend-role';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName } from '../private/names';
import { OPERATION_TOKEN_RULES, renderVaultPolicy, type VaultPolicyRule } from './policy';

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
export class OperationTokenRole extends Construct {
  /** Name of the policy. */
  readonly policyName: string;
  /** Name of the token role. A token is made at `auth/token/create/<name>`. */
  readonly roleName: string;

  constructor(scope: Construct, id: string, props: OperationTokenRoleProps) {
    super(scope, id);
    const { vaultProvider: provider, rules = OPERATION_TOKEN_RULES, extraRules = [] } = props;
    const name = nameOf(props.resource ?? 'dr-operation-token', props);
    const policy = new Policy(this, 'policy', {
      provider,
      name,
      policy: renderVaultPolicy([...rules, ...extraRules]),
    });
    const role = new TokenAuthBackendRole(this, 'Resource', {
      provider,
      roleName: name,
      allowedPolicies: [policy.name],
      // A DR secondary can verify only batch tokens. Vault makes a batch token only if the role is orphan and not
      // renewable, and has neither a period nor an explicit maximum.
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
