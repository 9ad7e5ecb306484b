import type { TerraformProvider } from 'cdktf';
import type { VaultProduct } from '../../cluster/product';
import type { DeploymentName } from '../../private/names';
import type { AuditFiles } from './audit-files';

/** How the nodes of one cluster prove to Vault that they are its nodes. */
export interface NodeIdentity {
  /** Name of the role of the `cert` auth method, unique in the pair. */
  readonly role: string;
  /** The name in DNS that the certificate of each node contains: the name of the cluster. */
  readonly name: string;
  /** The CA that signs the certificates of the nodes, in PEM. It is no secret. */
  readonly caCertificate: string;
}

/** Snapshots that Vault Enterprise takes itself. */
export interface SnapshotAgent {
  /** Name of the S3 bucket. The nodes of the primary may write to it. */
  readonly bucket: string;
  /** AWS region of the bucket. */
  readonly region: string;
  /** First part of the keys in the bucket, without a slash at the end. @default 'vault' */
  readonly prefix?: string;
  /** ARN or id of the KMS key that encrypts them. @default - the key of the bucket */
  readonly kmsKey?: string;
  /** Minutes between two snapshots, 5 to 1440. @default 60 */
  readonly everyMinutes?: number;
  /** Number of snapshots that Vault keeps, 1 to 10000. It deletes older ones. @default 720 */
  readonly keep?: number;
}

/** Props of `VaultClusterSettings`. */
export interface VaultClusterSettingsProps extends DeploymentName {
  /** The Vault provider. @default - the only Vault provider of the stack */
  readonly vaultProvider?: TerraformProvider;
  /** The software of the nodes. @default 'vault-enterprise' */
  readonly product?: VaultProduct;
  /** Number of nodes of each cluster: 3, 5 or 7. @default 5 */
  readonly nodes?: number;
  /** The storage of the clusters: only `raft` has autopilot and snapshots. @default 'raft' */
  readonly storage?: string;
  /** The clusters whose nodes log in: one, or both of a pair. */
  readonly clusters: readonly NodeIdentity[];
  /** Mount path of the `cert` auth method, which is created. @default 'vault-nodes' */
  readonly mount?: string;
  /** CIDR blocks from which Vault accepts the token of a node. @default - all addresses */
  readonly boundCidrs?: readonly string[];
  /**
   * The audit files of each node. `false` declares no audit devices. OpenBao has them in its configuration, and takes
   * none here.
   *
   * @default - two files, on the audit volume and on the root volume
   */
  readonly auditFiles?: AuditFiles | false;
  /** Snapshots by Vault Enterprise itself. @default - none */
  readonly snapshots?: SnapshotAgent;
}
