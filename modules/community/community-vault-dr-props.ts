import type { TerraformProvider } from 'cdktf';
import type { DrillSettings } from '../drill/drill-settings';
import type { FunctionSettings } from '../lambda/common-function-props';
import type { StoreSettings } from '../regional-store';
import type { AwsAuthOptions } from '../vault/aws-auth';
import type { VaultDnsProps, VaultDrMember, VaultWitnessProps } from '../vault-dr-props';
import type { CommunityWatchSettings } from './community-watch';
import type { PostgresReplication } from './postgres-replication';
import type { SnapshotReplication } from './snapshot-replication';

/** The servers of one cluster, as Systems Manager finds them. */
export interface CommunityNodes {
  /** Key of an EC2 tag that these servers have. */
  readonly tagKey: string;
  /** Its value, which no other server has. */
  readonly tagValue: string;
  /** The systemd unit of Vault. The same for both clusters. @default 'vault.service' */
  readonly service?: string;
  /**
   * Folder of Vault's raft storage, the `path` of its stanza, e.g. `/opt/vault/data`. There the operations delete `vault.db` and
   * `raft` when they park a cluster.
   *
   * @default - a person empties the servers
   */
  readonly dataPath?: string;
}

/** One cluster of a pair, and the region of its Lambdas. */
export interface CommunityMember extends Omit<VaultDrMember, 'clusterAddress'> {
  /**
   * Whether every server stops Vault by itself, as `VaultCluster` with `selfFence` makes it. `selfFence` of the pair needs it.
   *
   * @default false
   */
  readonly stopsByItself?: boolean;
}

/** What `VaultCluster.asCommunityMember` gives. */
export interface CommunityClusterMember extends CommunityMember {
  /** The servers. Their SSM agent has to run, and their role has to allow Run Command. Only `snapshotReplication` needs them. */
  readonly nodes: CommunityNodes;
}

/** One cluster of a pair with `snapshotReplication`. */
export interface SnapshotMember extends CommunityClusterMember {
  /**
   * The Vault provider of this cluster itself, not of the client name. Both clusters get the same roles, because a restore
   * brings those of the other one.
   */
  readonly vaultProvider: TerraformProvider;
}

/** Props of `CommunityVaultDr`. Those of the two kinds of replication differ in `replication`, `home` and `away`. */
export type CommunityVaultDrProps = SnapshotPairProps | PostgresPairProps;

/** Props of a pair whose away cluster is restored from raft snapshots. */
export interface SnapshotPairProps extends CommunityPairProps {
  /** How away gets the data of home. */
  readonly replication: SnapshotReplication;
  /** The cluster that is primary on a normal day. */
  readonly home: SnapshotMember;
  /** The other cluster, which is parked on a normal day. */
  readonly away: SnapshotMember;
}

/** Props of a pair whose storage is in PostgreSQL. */
export interface PostgresPairProps extends CommunityPairProps {
  /** How away gets the data of home. */
  readonly replication: PostgresReplication;
  /** The cluster whose database is the primary on a normal day. */
  readonly home: CommunityMember;
  /** The other cluster. Its nodes are standbys on the replica. */
  readonly away: CommunityMember;
}

/** Whether the storage of a pair is in PostgreSQL. */
export const isPostgresPair = (props: CommunityVaultDrProps): props is PostgresPairProps =>
  props.replication.kind === 'postgres';

/** Props of every pair. */
export interface CommunityPairProps extends FunctionSettings, Pick<StoreSettings, 'deletionProtection'> {
  /** The DNS name that clients use, e.g. `vault.example.com`. */
  readonly clientName: string;
  /** Route 53 hosted zone of the client name. */
  readonly hostedZoneId: string;
  /** Further zones that have the client name, such as the private zone beside a public one. @default [] */
  readonly otherHostedZoneIds?: readonly string[];
  /** Access to the hosted zone, if it is in another account. @default - it is in the account of the pair */
  readonly dns?: VaultDnsProps;
  /** TTL of the client name's CNAMEs, seconds; 1 to 300. An ALIAS has none. @default 10 */
  readonly recordTtlSeconds?: number;
  /** Vault's AWS auth method, the same in both clusters. @default - the mount `aws` exists, and its server id is the client name */
  readonly awsAuth?: AwsAuthOptions;
  /** CIDR blocks from which Vault accepts a login of the Lambdas and its token. @default - all addresses */
  readonly boundCidrs?: readonly string[];
  /** A failover may lose the writes of this time without `accept: ["loss"]`, seconds; 1 to 2592000. @default 3600 */
  readonly maxFailoverLagSeconds?: number;
  /**
   * Whether `rejoin` and `switchover` park the old primary: delete what it has, initialise it, and restore the file of a parked
   * cluster. They do it only after they have sealed it and kept its last file, and while the other cluster serves.
   *
   * @default - they do, if both clusters have a `nodes.dataPath`
   */
  readonly parkBySystem?: boolean;
  /** Time limit on one operation, seconds; 300 to 900. @default 600, and 900 with a database of RDS */
  readonly operationTimeoutSeconds?: number;
  /**
   * The watch of each region: a Lambda that looks at the pair once a minute, alarms, two notifications and a dashboard.
   * `false` leaves all of it out, with the alarms of the snapshots.
   *
   * @default - all of it, with a topic of its own
   */
  readonly watch?: CommunityWatchSettings | false;
  /**
   * The target of the drills, and whether they begin by themselves. A drill needs an old primary that follows again without a
   * person: parked by the system (`parkBySystem`), or made a replica by a tool of yours (`linkWithinSeconds`).
   *
   * @default - by hand, with a target of 120 s
   */
  readonly drill?: DrillSettings;
  /**
   * Whether each region sends operations, steps, changes of roles and pauses to its default event bus, as docs/events.md says.
   *
   * @default true
   */
  readonly events?: boolean;
  /**
   * A third region with a third lease table, so that an operation needs two tables of three. It costs a table and a key.
   *
   * @default - none
   */
  readonly witness?: VaultWitnessProps;
  /**
   * Whether a failover may rely on servers that stop Vault by themselves. It needs a `witness`, and `stopsByItself` of both
   * clusters. Set it after all servers have been rolled, and read docs/community.md before: a primary that reaches fewer than
   * two of the three tables stops.
   *
   * @default false
   */
  readonly selfFence?: boolean;
  /** How long a failover waits until such servers have stopped, seconds; 30 to 300. @default 30 */
  readonly fenceAfterSeconds?: number;
  /** Whether to add Terraform outputs to the stack. @default true */
  readonly outputs?: boolean;
  /** Whether to write the settings of `vault-dr` to SSM parameters of both regions. @default true */
  readonly operatorParameters?: boolean;
}
