import { AuthBackend } from '@cdktf/provider-vault/lib/auth-backend';
import { AwsAuthBackendClient } from '@cdktf/provider-vault/lib/aws-auth-backend-client';
import { AwsAuthBackendRole } from '@cdktf/provider-vault/lib/aws-auth-backend-role';
import { DataVaultAuthBackend } from '@cdktf/provider-vault/lib/data-vault-auth-backend';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { dnsSuffixOf, nameOf, type DeploymentName } from '../private/names';
import { renderVaultPolicy, tokenCreationRules } from './policy';

/** Lifetime of a login, seconds: enough to make one token. */
const LOGIN_TTL_SECONDS = 300;
const LOGIN_MAX_TTL_SECONDS = 600;

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
  /** Blocks of addresses from which a login and its token are taken. @default - any */
  readonly boundCidrs?: readonly string[];
  /** Token role that a login may make tokens by. */
  readonly tokenRole: string;
}

/** The AWS auth role by which the `auth` Lambdas log in, its policy, and the mount where it is ours. */
export class AwsAuth extends Construct {
  /** Mount path without slashes at the ends. */
  readonly path: string;
  readonly roleName: string;
  readonly policyName: string;

  constructor(scope: Construct, id: string, props: AwsAuthProps) {
    super(scope, id);
    const { vaultProvider: provider } = props;
    this.path = props.path ?? 'aws';
    const mount = props.create ? this.createMount(props) : this.lookUpMount(props);
    const policy = new Policy(this, 'policy', {
      provider,
      name: nameOf('dr-operation-token-creation', props),
      policy: renderVaultPolicy(tokenCreationRules(props.tokenRole)),
    });
    const role = new AwsAuthBackendRole(this, 'Resource', {
      provider,
      backend: this.path,
      role: nameOf('dr-operation-token-gen', props),
      authType: 'iam',
      boundIamPrincipalArns: [...props.principalArns],
      resolveAwsUniqueIds: props.resolveAwsUniqueIds ?? false,
      tokenPolicies: [policy.name],
      tokenTtl: LOGIN_TTL_SECONDS,
      tokenMaxTtl: LOGIN_MAX_TTL_SECONDS,
      tokenNoDefaultPolicy: true,
      tokenBoundCidrs: props.boundCidrs && [...props.boundCidrs],
      dependsOn: [mount],
    });
    this.policyName = policy.name;
    this.roleName = role.role;
  }

  private createMount(props: AwsAuthProps): ITerraformDependable {
    const { vaultProvider: provider } = props;
    const mount = new AuthBackend(this, 'mount', { provider, type: 'aws', path: this.path });
    return new AwsAuthBackendClient(this, 'client', {
      provider,
      backend: mount.path,
      iamServerIdHeaderValue: props.serverId,
      ...(props.stsRegion === undefined
        ? { useStsRegionFromClient: true }
        : { stsRegion: props.stsRegion, stsEndpoint: stsEndpoint(props.stsRegion) }),
    });
  }

  /** Fails the plan when the mount does not exist. */
  private lookUpMount(props: AwsAuthProps): ITerraformDependable {
    const { vaultProvider: provider } = props;
    return new DataVaultAuthBackend(this, 'mount', { provider, path: this.path });
  }
}

const stsEndpoint = (region: string): string => `https://sts.${region}.${dnsSuffixOf(region)}`;
