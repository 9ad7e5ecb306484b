import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { PolicyStatement } from '../../private/iam';
import type { DeploymentName, Tagged } from '../../private/names';
import type { VaultProduct } from '../product';

/** What a storage needs to know of its cluster. */
export interface StorageContext extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region. */
  readonly region: string;
  /** The software of the nodes. */
  readonly product: VaultProduct;
  /** Number of nodes. */
  readonly nodes: number;
  /** The name that the certificate of each node has. */
  readonly serverName: string;
  /** The EC2 tag that all nodes of the cluster have, and only they. */
  readonly joinTag: { readonly key: string; readonly value: string };
  /** Makes the KMS key that encrypts what AWS stores for the cluster, unless it exists already. @returns its ARN */
  readonly kmsKeyArn: () => string;
  /** Whether Terraform and AWS refuse to delete what has the data. */
  readonly deletionProtection: boolean;
}

/** A storage that was created for one cluster. */
export interface BoundStorage {
  /**
   * Stanza `storage` of the configuration, in HCL. The node replaces `{{instance_id}}`, `{{ip}}` and `{{zone}}` at boot.
   * Paths begin with `{{root}}`, which is empty on a node and a folder in the tests.
   */
  readonly stanza: string;
  /** What the nodes may do with it. */
  readonly permissions: readonly PolicyStatement[];
  /** What is known to go wrong with it, for the synthesis to warn of. */
  readonly warnings: readonly string[];
  /** How the nodes log in to it. @default - by their role in AWS, or not at all */
  readonly login?: StorageLogin;
  /** A port that the nodes and the Lambdas reach in these IPv4 networks. @default - nothing beside the APIs of AWS */
  readonly egress?: { readonly port: number; readonly cidrs: readonly string[] };
}

/** A login with a password, which a node reads at boot. */
export interface StorageLogin {
  /** ARN of the secret with the fields `password` and `ca_chain`. */
  readonly secretArn: string;
  /** `<host>:<port>:<database>:<user>`, as in a password file of PostgreSQL. */
  readonly entry: string;
}

/** Where a cluster keeps its data: integrated storage, DynamoDB, or one of your own. */
export interface VaultStorage {
  /** The name that Vault gives it: `raft`, `dynamodb`, … */
  readonly kind: string;
  /**
   * Finds what is wrong with its settings, or does not go with the cluster.
   *
   * @returns for each problem, what is wrong and what to do
   */
  validate(context: Pick<StorageContext, 'product' | 'nodes' | 'region'>): readonly string[];
  /** Creates what it needs in AWS. */
  bind(scope: Construct, context: StorageContext): BoundStorage;
}
