import { Mount } from '@cdktf/provider-vault/lib/mount';
import { Construct } from 'constructs';
import { nameOf, type DeploymentName } from '../private/names';
import type { VaultPolicyRule } from '../vault/policy';
import { EngineLogin, type EngineLoginProps } from './engine-login';

/** To see what a cluster holds: its secrets engines, and the namespaces of OpenBao, whose engines are not among those. */
const WHAT_IT_HOLDS: readonly VaultPolicyRule[] = [
  { path: 'sys/mounts', capabilities: ['read'] },
  { path: 'sys/namespaces', capabilities: ['list'] },
];

/** Rules of the Lambda that takes the snapshots. @param mount of the canary and the marker */
export const pullerRules = (mount: string): readonly VaultPolicyRule[] => [
  { path: 'sys/storage/raft/snapshot', capabilities: ['read'] },
  // Whether a cluster with the marker holds anything else. Then no file of it may be taken for one of a parked cluster.
  ...WHAT_IT_HOLDS,
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
  ...WHAT_IT_HOLDS,
  { path: `${mount}/parked`, capabilities: ['read'] },
  { path: `${mount}/canary`, capabilities: ['create', 'read', 'update'] },
];

/** Rules of the Lambda that looks at the pair. @param mount of the canary and the marker */
export const watchRules = (mount: string): readonly VaultPolicyRule[] => [
  ...WHAT_IT_HOLDS,
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
export interface SnapshotLoginProps extends Omit<EngineLoginProps, 'roles'>, DeploymentName {
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
  constructor(scope: Construct, id: string, props: SnapshotLoginProps) {
    super(scope, id);
    const { vaultProvider: provider, mount, watched } = props;
    new Mount(this, 'markers', {
      provider,
      path: mount,
      type: 'kv',
      options: { version: '1' },
      description: 'Canary and marker of the DR system',
    });
    const { engine, puller, watch } = snapshotRoles(props);
    // The id is no part of an address.
    new EngineLogin(this, 'Default', {
      ...props,
      roles: {
        engine: { name: engine, rules: engineRules(mount) },
        puller: { name: puller, rules: pullerRules(mount) },
        ...(watched && { watch: { name: watch, rules: watchRules(mount) } }),
      },
    });
  }
}
