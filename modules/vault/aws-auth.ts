import { AuthBackend } from '@cdktf/provider-vault/lib/auth-backend';
import { AwsAuthBackendClient } from '@cdktf/provider-vault/lib/aws-auth-backend-client';
import { AwsAuthBackendRole } from '@cdktf/provider-vault/lib/aws-auth-backend-role';
import { DataVaultAuthBackend } from '@cdktf/provider-vault/lib/data-vault-auth-backend';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { dnsSuffixOf, nameOf, type DeploymentName } from '../private/names';
import { renderVaultPolicy, tokenCreationRules } from './policy';

/** Lifetime of a login, seconds. A login creates one token. */
const LOGIN_TTL_SECONDS = 300;
const LOGIN_MAX_TTL_SECONDS = 600;

/** Settings of Vault's AWS auth method. */
export interface AwsAuthOptions {
  /** Mount path of the AWS auth method, without slashes at the ends. @default 'aws' */
  readonly path?: string;
  /** Whether to create the mount and its client configuration. @default false (the mount has to exist) */
  readonly create?: boolean;
  /** Value that the signed header `X-Vault-AWS-IAM-Server-ID` must have. @default - the client name */
  readonly serverId?: string;
  /**
   * AWS region for whose STS endpoint logins are signed. A mount that is created here sends logins only to that
   * endpoint.
   *
   * @default - the region of each Lambda; the mount uses the STS endpoint for which a login was signed
   */
  readonly stsRegion?: string;
  /**
   * Whether to bind to the unique id of an IAM role instead of its ARN. A role that was deleted and created again then
   * no longer matches. Vault then needs the permission `iam:GetRole`.
   *
   * @default false
   */
  readonly resolveAwsUniqueIds?: boolean;
}

/** Props of {@link AwsAuth}. */
export interface AwsAuthProps extends AwsAuthOptions, DeploymentName {
  /** Value that the signed header `X-Vault-AWS-IAM-Server-ID` must have. */
  readonly serverId: string;
  /** Vault provider that creates the role. @default - the only Vault provider of the stack */
  readonly vaultProvider?: TerraformProvider;
  /** ARNs of the IAM roles that may log in. */
  readonly principalArns: readonly string[];
  /** CIDR blocks from which Vault accepts a login and its token. @default - any address */
  readonly boundCidrs?: readonly string[];
  /** Token role with which a login may create tokens. */
  readonly tokenRole: string;
}

/** The AWS-auth role with which the `auth` Lambdas log in, its policy, and the mount if `create` is set. */
export class AwsAuth extends Construct {
  /** Mount path, without slashes at the ends. */
  readonly path: string;
  /** Name of the AWS-auth role. */
  readonly roleName: string;
  /** Name of the policy that allows a login to create tokens. */
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

  /** The plan fails if the mount does not exist. */
  private lookUpMount(props: AwsAuthProps): ITerraformDependable {
    const { vaultProvider: provider } = props;
    return new DataVaultAuthBackend(this, 'mount', { provider, path: this.path });
  }
}

const stsEndpoint = (region: string): string => `https://sts.${region}.${dnsSuffixOf(region)}`;
