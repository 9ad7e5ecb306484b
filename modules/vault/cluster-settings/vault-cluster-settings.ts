import { Audit } from '@cdktf/provider-vault/lib/audit';
import { AuthBackend } from '@cdktf/provider-vault/lib/auth-backend';
import { CertAuthBackendRole } from '@cdktf/provider-vault/lib/cert-auth-backend-role';
import { Policy } from '@cdktf/provider-vault/lib/policy';
import { RaftAutopilot } from '@cdktf/provider-vault/lib/raft-autopilot';
import { RaftSnapshotAgentConfig } from '@cdktf/provider-vault/lib/raft-snapshot-agent-config';
import { Construct } from 'constructs';
import { invalidProps } from '../../private/errors';
import { nameOf } from '../../private/names';
import { renderVaultPolicy } from '../policy';
import { AUDIT_FILES } from './audit-files';
import { NODE_RULES } from './node-rules';
import type { NodeIdentity, SnapshotAgent, VaultClusterSettingsProps } from './props';
import { validateClusterSettings } from './validation';

/** Mount path of the `cert` auth method, if none is given. */
export const NODE_LOGIN_MOUNT = 'vault-nodes';
/** Lifetime of a node's token, seconds. A node logs in again for each thing that it does. */
const TOKEN_TTL_SECONDS = 300;
/** Autopilot counts fewer voters as no cluster, and then removes nobody. */
const LEAST_QUORUM = 3;

/**
 * What clusters need inside of Vault: the login of their nodes, autopilot, audit devices, and the snapshots of Vault
 * Enterprise. A DR secondary gets the login and the audit devices from its primary. Autopilot and snapshots are those of
 * the primary alone.
 */
export class VaultClusterSettings extends Construct {
  /** Mount path of the `cert` auth method. */
  readonly mount: string;
  /** Name of the policy of the nodes. */
  readonly policyName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VaultClusterSettingsProps,
  ) {
    super(scope, id);
    const problems = validateClusterSettings(props);
    if (problems.length > 0) throw invalidProps('VaultClusterSettings', problems);
    const { vaultProvider: provider, product = 'vault-enterprise', storage = 'raft', snapshots } = props;
    const { path } = new AuthBackend(this, 'mount', {
      provider,
      type: 'cert',
      path: props.mount ?? NODE_LOGIN_MOUNT,
      description: 'Login of the Vault nodes themselves',
    });
    const { name } = new Policy(this, 'policy', {
      provider,
      name: nameOf('vault-nodes', props),
      policy: renderVaultPolicy(NODE_RULES),
    });
    this.mount = path;
    this.policyName = name;
    for (const cluster of props.clusters) this.letIn(cluster);
    if (storage === 'raft') this.setAutopilot();
    if (product !== 'openbao' && props.auditFiles !== false) this.audit(props.auditFiles ?? AUDIT_FILES);
    if (snapshots) this.takeSnapshots(snapshots);
  }

  private letIn({ role, name, caCertificate }: NodeIdentity): void {
    const { vaultProvider: provider, boundCidrs } = this.props;
    new CertAuthBackendRole(this, `role-${role}`, {
      provider,
      backend: this.mount,
      name: role,
      certificate: caCertificate,
      allowedDnsSans: [name],
      tokenPolicies: [this.policyName],
      tokenNoDefaultPolicy: true,
      // Vault stores no batch token, so logins that repeat all day leave no leases behind.
      tokenType: 'batch',
      tokenTtl: TOKEN_TTL_SECONDS,
      tokenMaxTtl: TOKEN_TTL_SECONDS,
      tokenBoundCidrs: boundCidrs && [...boundCidrs],
    });
  }

  private setAutopilot(): void {
    const { vaultProvider: provider, product = 'vault-enterprise', nodes = 5 } = this.props;
    new RaftAutopilot(this, 'autopilot', {
      provider,
      cleanupDeadServers: true,
      // A node that installs a large snapshot while it joins is silent for minutes. Vault spells ten minutes `10m0s`, and
      // Terraform would see a change in every other spelling.
      deadServerLastContactThreshold: '10m0s',
      minQuorum: Math.max(LEAST_QUORUM, Math.floor(nodes / 2) + 1),
      serverStabilizationTime: '10s',
      // The instance refresh brings one node of the new version at a time. Vault would keep them from voting until they
      // are the majority, and the refresh waits until each one votes.
      ...(product === 'vault-enterprise' && { disableUpgradeMigration: true }),
    });
  }

  /** Vault answers a request when one device has written it. */
  private audit(files: readonly string[]): void {
    const { vaultProvider: provider } = this.props;
    for (const [index, file] of files.entries()) {
      const path = `file-${index + 1}`;
      new Audit(this, `audit-${index + 1}`, {
        provider,
        type: 'file',
        path,
        options: { file_path: file, mode: '0600' },
      });
    }
  }

  /** Without credentials: Vault takes those of the instance. */
  private takeSnapshots({
    bucket,
    region,
    kmsKey,
    prefix = 'vault',
    everyMinutes = 60,
    keep = 720,
  }: SnapshotAgent): void {
    const { vaultProvider: provider } = this.props;
    new RaftSnapshotAgentConfig(this, 'snapshots', {
      provider,
      name: nameOf('vault-dr', this.props),
      intervalSeconds: everyMinutes * 60,
      retain: keep,
      storageType: 'aws-s3',
      awsS3Bucket: bucket,
      awsS3Region: region,
      pathPrefix: prefix,
      ...(kmsKey !== undefined && { awsS3EnableKms: true, awsS3KmsKey: kmsKey }),
    });
  }
}
