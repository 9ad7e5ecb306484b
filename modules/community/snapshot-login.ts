import { AuthBackend } from '@cdktf/provider-vault/lib/auth-backend';
import { AwsAuthBackendClient } from '@cdktf/provider-vault/lib/aws-auth-backend-client';
import { AwsAuthBackendRole } from '@cdktf/provider-vault/lib/aws-auth-backend-role';
import { DataVaultAuthBackend } from '@cdktf/provider-vault/lib/data-vault-auth-backend';
import { Mount } from '@cdktf/provider-vault/lib/mount';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { stsHost } from '../../functions/shared/partition';
import { nameOf, type DeploymentName } from '../private/names';
import type { AwsAuthOptions } from '../vault/aws-auth';
import { renderVaultPolicy, type VaultPolicyRule } from '../vault/policy';

/** Lifetime of a login's token, seconds. */
const TTL_SECONDS = 600;

/** Rules of the Lambda that takes the snapshots. @param mount of the canary and the marker */
export const pullerRules = (mount: string): readonly VaultPolicyRule[] => [
  { path: 'sys/storage/raft/snapshot', capabilities: ['read'] },
  // Whether a cluster with the marker holds anything else. Then no file of it may be taken for one of a parked cluster.
  { path: 'sys/mounts', capabilities: ['read'] },
  { path: `${mount}/parked`, capabilities: ['read'] },
  { path: `${mount}/canary`, capabilities: ['create', 'update'] },
];

/**
 * Rules of the Lambda that operates the pair. Restoring replaces everything in the cluster, so that this token is as powerful
 * as a root token for whoever has a snapshot.
 *
 * @param mount of the canary and the marker
 */
export const engineRules = (mount: string): readonly VaultPolicyRule[] => [
  { path: 'sys/storage/raft/snapshot', capabilities: ['read', 'update'] },
  // A root-protected path: Vault requires sudo beside update.
  { path: 'sys/seal', capabilities: ['update', 'sudo'] },
  // Whether a cluster with the marker holds anything that a restore would delete.
  { path: 'sys/mounts', capabilities: ['read'] },
  { path: `${mount}/parked`, capabilities: ['read'] },
  { path: `${mount}/canary`, capabilities: ['create', 'read', 'update'] },
];

/** Rules of the Lambda that looks at the pair. @param mount of the canary and the marker */
export const watchRules = (mount: string): readonly VaultPolicyRule[] => [
  { path: 'sys/mounts', capabilities: ['read'] },
  { path: `${mount}/parked`, capabilities: ['read'] },
];

/** The Lambdas that log in. */
type Role = 'engine' | 'puller' | 'watch';

/** Names of the roles of the AWS auth method. They are plain strings, so that the Lambdas can be made first. */
export const snapshotRoles = (deployment: DeploymentName): Readonly<Record<Role, string>> => ({
  engine: nameOf('vault-dr-engine', deployment),
  puller: nameOf('vault-dr-puller', deployment),
  watch: nameOf('vault-dr-watch', deployment),
});

/** Props of `SnapshotLogin`. */
export interface SnapshotLoginProps extends AwsAuthOptions, DeploymentName {
  /** The Vault provider of the cluster itself. */
  readonly vaultProvider: TerraformProvider;
  /** Value that a login must have in the header `X-Vault-AWS-IAM-Server-ID`. */
  readonly serverId: string;
  /** ARNs of the IAM roles that may log in: those of the `auth` Lambdas of both regions. */
  readonly principalArns: readonly string[];
  /** CIDR blocks from which Vault accepts a login and its token. @default - all addresses */
  readonly boundCidrs?: readonly string[];
  /** Mount path of the KV engine with the canary and the marker. */
  readonly mount: string;
  /** Whether a Lambda looks at the pair. */
  readonly watched: boolean;
}

/**
 * What one cluster needs inside of Vault: the KV engine of the canary and the marker, and the roles that the Lambdas log in
 * with. It is the same in both clusters. The marker itself is never made here: Terraform would make it again after a failover,
 * on the cluster that then serves.
 */
export class SnapshotLogin extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SnapshotLoginProps,
  ) {
    super(scope, id);
    const { vaultProvider: provider, mount, watched } = props;
    new Mount(this, 'markers', {
      provider,
      path: mount,
      type: 'kv',
      options: { version: '1' },
      description: 'Canary and marker of the DR system',
    });
    const method = props.create ? this.createMethod() : this.lookUpMethod();
    const { engine, puller, watch } = snapshotRoles(props);
    this.createRole('engine', engine, engineRules(mount), method);
    this.createRole('puller', puller, pullerRules(mount), method);
    if (watched) this.createRole('watch', watch, watchRules(mount), method);
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
