import type { VaultProduct } from '../product';
import type { StorageLogin } from '../storage/storage';

/** Where a node gets its certificate. */
export type NodeTls =
  /** A secret whose JSON has `certificate`, `private_key` and `ca_chain`, each in PEM. */
  | { readonly kind: 'secret'; readonly secretArn: string }
  /** AWS Private CA. Each node makes its own key, which never leaves it. */
  | { readonly kind: 'private-ca'; readonly caArn: string; readonly validityDays: number };

/** Everything that the user data of a node depends on. It contains no secret. */
export interface NodeSettings {
  readonly product: VaultProduct;
  /** The version that the image has to contain, e.g. `1.21.4`. A node with another one never joins. */
  readonly version: string;
  /** AWS region. */
  readonly region: string;
  /** Name of the cluster in DNS, which its certificate has to contain. */
  readonly name: string;
  /** Further names that the certificate has to contain, such as the client name. */
  readonly otherNames: readonly string[];
  /** The EC2 tag that all nodes of the cluster have, and only they. */
  readonly joinTag: { readonly key: string; readonly value: string };
  /** Kind, stanza and login of the storage, as of `BoundStorage`. */
  readonly storage: { readonly kind: string; readonly stanza: string; readonly login?: StorageLogin };
  /** ARN of the KMS key of the seal. */
  readonly sealKeyArn: string;
  /** Version and SHA-256 of OpenBao's seal plugin, which the image contains. Only with OpenBao. */
  readonly sealPlugin?: { readonly command: string; readonly version: string; readonly sha256: string };
  readonly tls: NodeTls;
  /** Secret with the licence. Only with Vault Enterprise. */
  readonly licenseSecretArn?: string;
  /** Name of the Auto Scaling group. */
  readonly group: string;
  /** Names of the lifecycle hooks of the group. */
  readonly hooks: { readonly launch: string; readonly terminate: string };
  /** Mount and role of the `cert` auth method that the node logs in to, and the certificate that it serves with. */
  readonly login: { readonly mount: string; readonly role: string };
  /** Device names of the volumes in the launch template. */
  readonly devices: { readonly data?: string; readonly audit: string };
  /** Snapshots that the active node takes. @default - none, or Vault Enterprise takes them itself */
  readonly snapshots?: { readonly bucket: string; readonly prefix: string; readonly everyMinutes: number };
  /** The row that tells the node to stop Vault, and the regions of its tables. @default - nothing tells it */
  readonly selfFence?: { readonly table: string; readonly key: string; readonly regions: readonly string[] };
  /** Whether a node that is not healthy for 15 minutes asks the group to replace it. */
  readonly autoHeal: boolean;
  /** CloudWatch namespace of `FailureTolerance` and `NodesWithoutLeader`. */
  readonly metricNamespace: string;
}
