import { AuthBackend } from '@cdktf/provider-vault/lib/auth-backend';
import { AwsAuthBackendClient } from '@cdktf/provider-vault/lib/aws-auth-backend-client';
import { AwsAuthBackendRole } from '@cdktf/provider-vault/lib/aws-auth-backend-role';
import { DataVaultAuthBackend } from '@cdktf/provider-vault/lib/data-vault-auth-backend';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { stsHost } from '../../functions/shared/partition';
import type { AwsAuthOptions } from '../vault/aws-auth';
import { renderVaultPolicy, type VaultPolicyRule } from '../vault/policy';

/** Lifetime of a login's token, seconds. */
const TTL_SECONDS = 600;

/** A role of the AWS auth method, and what it may do. */
export interface EngineRole {
  /** Name of the role and of its policy. */
  readonly name: string;
  /** Rules of the policy. */
  readonly rules: readonly VaultPolicyRule[];
}

/** Props of `EngineLogin`. */
export interface EngineLoginProps extends AwsAuthOptions {
  /** The Vault provider of the cluster. */
  readonly vaultProvider: TerraformProvider;
  /** Value that a login must have in the header `X-Vault-AWS-IAM-Server-ID`. */
  readonly serverId: string;
  /** ARNs of the IAM roles that may log in: those of the `auth` Lambdas of both regions. */
  readonly principalArns: readonly string[];
  /** CIDR blocks from which Vault accepts a login and its token. @default - all addresses */
  readonly boundCidrs?: readonly string[];
  /** The roles, by the id of their construct. */
  readonly roles: Readonly<Record<string, EngineRole>>;
}

/** The roles of the AWS auth method with which the Lambdas of a pair log in to one cluster, and, with `create`, the method. */
export class EngineLogin extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EngineLoginProps,
  ) {
    super(scope, id);
    const method = props.create ? this.createMethod() : this.lookUpMethod();
    for (const [role, { name, rules }] of Object.entries(props.roles)) this.createRole(role, name, rules, method);
  }

  private get path(): string {
    return this.props.path ?? 'aws';
  }

  private createRole(id: string, name: string, rules: readonly VaultPolicyRule[], method: ITerraformDependable): void {
    const { vaultProvider: provider, principalArns, resolveAwsUniqueIds, boundCidrs } = this.props;
    const policy = new Policy(this, `${id}-policy`, { provider, name, policy: renderVaultPolicy(rules) });
    new AwsAuthBackendRole(this, `${id}-role`, {
      provider,
      backend: this.path,
      role: name,
      authType: 'iam',
      boundIamPrincipalArns: [...principalArns],
      resolveAwsUniqueIds: resolveAwsUniqueIds ?? false,
      tokenPolicies: [policy.name],
      // Vault stores no batch token, so that a login does not move the raft index, by which a switchover is proven.
      tokenType: 'batch',
      tokenTtl: TTL_SECONDS,
      tokenMaxTtl: TTL_SECONDS,
      tokenNoDefaultPolicy: true,
      tokenBoundCidrs: boundCidrs && [...boundCidrs],
      dependsOn: [method],
    });
  }

  private createMethod(): ITerraformDependable {
    const { vaultProvider: provider, serverId, stsRegion } = this.props;
    const method = new AuthBackend(this, 'method', { provider, type: 'aws', path: this.path });
    return new AwsAuthBackendClient(this, 'client', {
      provider,
      backend: method.path,
      iamServerIdHeaderValue: serverId,
      ...(stsRegion === undefined
        ? { useStsRegionFromClient: true }
        : { stsRegion, stsEndpoint: `https://${stsHost(stsRegion)}` }),
    });
  }

  /** The plan fails if the method does not exist. */
  private lookUpMethod(): ITerraformDependable {
    return new DataVaultAuthBackend(this, 'method', { provider: this.props.vaultProvider, path: this.path });
  }
}
