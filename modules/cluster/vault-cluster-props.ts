import type { TerraformProvider } from 'cdktf';
import type { DeploymentName, Tagged } from '../private/names';
import type { Seal } from './cluster-seal';
import type { TrafficSources } from './load-balancer/cluster-load-balancer';
import type { HealthCheckSettings } from './load-balancer/health-checks';
import type { NodeVolumes } from './node-group';
import type { ClusterSecret, NodeAwsAuth } from './node-role';
import type { NodeSettings } from './node/settings';
import type { VaultProduct } from './product';
import type { NodeSelfFence } from './self-fence';
import type { GivenSnapshotBucket } from './snapshot-store';
import type { VaultStorage } from './storage/storage';

/** One subnet of the nodes. */
export interface ClusterSubnet {
  /** Id of the subnet. */
  readonly subnetId: string;
  /** Its availability zone, e.g. `eu-west-1a`. With it, the synthesis finds what a plan finds otherwise. @default - the plan looks it up */
  readonly availabilityZone?: string;
}

/** The Route 53 zone with the name of a cluster. */
export interface ClusterZone {
  /** Id of the zone. */
  readonly hostedZoneId: string;
  /** Its name, e.g. `example.com`. With it, the synthesis finds what a plan finds otherwise. @default - the plan looks it up */
  readonly zoneName?: string;
  /** The AWS provider of the account with the zone. @default - the provider of the cluster */
  readonly provider?: TerraformProvider;
}

/** The image of the nodes: it contains Vault, and nothing is downloaded at boot. */
export type ClusterImage =
  /** Id of the image. */
  | { readonly imageId: string }
  /** Name of an SSM parameter with the id. The plan reads it, and shows when it has changed. */
  | { readonly ssmParameter: string };

/** Where the nodes get their certificates. */
export type ClusterTls =
  /** One certificate for all nodes: a secret whose JSON has `certificate`, `private_key` and `ca_chain`, each in PEM. */
  | ClusterSecret
  /** AWS Private CA: each node makes its own key, which never leaves it. */
  | {
      /** ARN of the CA. */
      readonly privateCaArn: string;
      /** For how long a certificate is valid, days. A node gets a new one in time. @default 30 */
      readonly validityDays?: number;
    };

/** OpenBao's plugin for AWS KMS. The image contains it. */
export type SealPlugin = NonNullable<NodeSettings['sealPlugin']>;

/** How the nodes unseal themselves. */
export interface ClusterSealSettings {
  /** The key: a `ClusterSeal`, its replica in this region, or `ClusterSeal.fromKey`. @default - a `ClusterSeal` is made */
  readonly key?: Seal;
  /** Plugin of the seal. Needed with OpenBao, which no longer contains it, and only with it. @default - none */
  readonly plugin?: SealPlugin;
}

/** Who may use the load balancer. A listener that is left out is used by nobody. */
export interface ClusterAccess {
  /** Clients of Vault: port 8200. */
  readonly clients: TrafficSources;
  /** People and pipelines that operate the cluster, in either role: port 8210. @default - only the Lambdas of `asDrMember` */
  readonly operators?: TrafficSources;
  /** The partner of a pair, its nodes and its Lambdas: ports 8201 and 8210, and the way back. @default - none */
  readonly peers?: {
    /** IPv4 networks of its nodes and of its Lambdas. */
    readonly cidrs: readonly string[];
  };
}

/** How often and where snapshots are taken. */
export interface SnapshotSettings {
  /** Minutes between two snapshots, 5 to 1440. @default 60 */
  readonly everyMinutes?: number;
  /** For how long a snapshot is kept, days, 1 to 3650. Not with `bucket`, which has its own rules. @default 30 */
  readonly keepDays?: number;
  /** A bucket that exists. @default - one is made */
  readonly bucket?: GivenSnapshotBucket;
}

/** The instances of the nodes. */
export interface NodeInstances {
  /** Their type. @default 'm7i.large' */
  readonly type?: string;
  /** Sizes of their volumes. @default - see `NodeVolumes` */
  readonly volumes?: NodeVolumes;
  /** Whether a node that was not healthy for 15 minutes asks the group to replace it. @default false */
  readonly autoHeal?: boolean;
  /** Whether Session Manager may open a shell on the nodes. @default false */
  readonly sessionManager?: boolean;
  /** ARN of an IAM policy that limits the role of the nodes. @default - none */
  readonly permissionsBoundaryArn?: string;
}

/** Props of `VaultCluster`. */
export interface VaultClusterProps extends DeploymentName, Tagged {
  /** Tells two clusters apart, also those of a pair: lower-case letters, digits and dashes, e.g. `eu1-home`. */
  readonly identifier: string;
  /** The software of the nodes. @default 'vault-enterprise' */
  readonly product?: VaultProduct;
  /** Its version, which the image has to contain, e.g. `1.21.4`. A node with another one never joins. */
  readonly version: string;
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** The VPC of the nodes. */
  readonly vpcId: string;
  /** Private subnets of the nodes and of the load balancer, in at least three availability zones. */
  readonly subnets: readonly ClusterSubnet[];
  /** Name of this cluster in DNS, e.g. `vault-home.example.com`. It is not the name that clients of a pair use. */
  readonly name: string;
  /** The zone of the name. */
  readonly zone: ClusterZone;
  /** Further names that the certificates have, such as the client name of the pair. @default [] */
  readonly otherNames?: readonly string[];
  /**
   * The nodes stop Vault unless two of the three tables of a `CommunityVaultDr` say that the cluster may serve. Give it after the
   * tables exist, and roll the nodes: without the tables Vault does not start. Read docs/community.md before: when DynamoDB
   * fails in two of the three regions, Vault stops.
   *
   * @default - the nodes serve whatever the other cluster does
   */
  readonly selfFence?: NodeSelfFence;
  /** The image of the nodes. */
  readonly image: ClusterImage;
  /** Number of nodes: 3, 5 or 7. @default 5 */
  readonly nodes?: number;
  /** Where the cluster keeps its data: `raftStorage()`, `postgresStorage()`, `dynamoDbStorage()`, or one of your own. @default - `raftStorage()` */
  readonly storage?: VaultStorage;
  /** How the nodes unseal themselves. @default - with a new multi-Region KMS key */
  readonly seal?: ClusterSealSettings;
  /** Where the nodes get their certificates. */
  readonly tls: ClusterTls;
  /** The secret with the license. Needed with Vault Enterprise, and only with it. @default - none */
  readonly license?: ClusterSecret;
  /** Who may use the load balancer. */
  readonly access: ClusterAccess;
  /** What Vault's AWS auth method needs from AWS. @default - nothing: no client logs in with it */
  readonly awsAuth?: NodeAwsAuth;
  /** Snapshots to S3. `false` takes none. @default - every hour, kept for 30 days, with integrated storage */
  readonly snapshots?: SnapshotSettings | false;
  /** The instances of the nodes. @default - see `NodeInstances` */
  readonly instances?: NodeInstances;
  /** How the load balancer asks the nodes. @default - every 5 s */
  readonly healthCheck?: Pick<HealthCheckSettings, 'activeOnly' | 'intervalSeconds'>;
  /** Mount of the `cert` auth method that the nodes log in to, as of `VaultClusterSettings`. @default 'vault-nodes' */
  readonly loginMount?: string;
  /** ARNs of SNS topics that the alarms of the nodes tell. @default [] */
  readonly notify?: readonly string[];
  /** Whether Terraform and AWS refuse to delete what the cluster cannot live without: the key, the group, the data. @default true */
  readonly deletionProtection?: boolean;
  /** Whether to create Terraform outputs. @default true */
  readonly outputs?: boolean;
}
