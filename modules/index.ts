export { VaultDr } from './vault-dr';
export type {
  VaultDrMember,
  VaultDnsProps,
  VaultDrProps,
  VaultLoadBalancer,
  VaultWitnessProps,
} from './vault-dr-props';

export { CommunityControlPlane, type CommunityControlPlaneProps } from './community/community-control-plane';
export { CommunityStore, type CommunityStoreProps } from './community/community-store';
export { CommunityVaultDr } from './community/community-vault-dr';
export type {
  CommunityClusterMember,
  CommunityMember,
  CommunityNodes,
  CommunityPairProps,
  CommunityVaultDrProps,
  PostgresPairProps,
  SnapshotMember,
  SnapshotPairProps,
} from './community/community-vault-dr-props';
export { CommunityWatch, type CommunityWatchProps, type CommunityWatchSettings } from './community/community-watch';
export { EngineLogin, type EngineLoginProps, type EngineRole } from './community/engine-login';
export { PairStore, type PairStoreProps } from './community/pair-store';
export { PostgresControlPlane, type PostgresControlPlaneProps } from './community/postgres-control-plane';
export { PostgresPair } from './community/postgres-pair';
export {
  postgresReplication,
  rdsDatabase,
  selfRunDatabase,
  type PostgresDatabase,
  type PostgresReplication,
  type PostgresReplicationOptions,
  type PostgresServer,
  type RdsServer,
  type StepDownLogin,
} from './community/postgres-replication';
export { SnapshotPair } from './community/snapshot-pair';
export { NodesDocument, type NodesDocumentProps } from './community/nodes-document';
export {
  snapshotReplication,
  type SnapshotReplication,
  type SnapshotReplicationOptions,
} from './community/snapshot-replication';
export {
  engineRules,
  pullerRules,
  SnapshotLogin,
  watchRules,
  type SnapshotLoginProps,
} from './community/snapshot-login';

export { ControlPlane, type ControlPlaneProps } from './control-plane';
export { EncryptionKey, type EncryptionKeyProps } from './aws/encryption-key';
export {
  grantAutomatic,
  grantJournals,
  grantReadRow,
  grantRow,
  grantWatching,
  JournalTable,
  type Journals,
  type JournalTableProps,
} from './aws/journal-table';
export { OperatorParameters, type OperatorParametersProps } from './aws/operator-parameters';
export { OperationTokenSecret, type OperationTokenSecretProps } from './aws/operation-token-secret';
export { RegionalStore, type RegionalStoreProps, type StoreSettings } from './regional-store';
export { WeightedRecords, type RecordTarget, type WeightedRecordsProps } from './aws/weighted-records';
export type { NodeSelfFence } from './cluster/self-fence';
export { WitnessStore, type WitnessStoreProps } from './witness-store';

export { AuthFunction, type AuthFunctionProps } from './lambda/auth-function';
export { BundledFunction, type BundledFunctionProps } from './lambda/bundled-function';
export type {
  CommonFunctionProps,
  FunctionSettings,
  Variables,
  VaultClientCertificate,
} from './lambda/common-function-props';
export {
  CommunityOperationsFunction,
  type CommunityOperationsFunctionProps,
  type CommunitySightProps,
} from './lambda/community-operations-function';
export { PostgresWatch, type PostgresWatchProps } from './community/postgres-watch';
export { PostgresWatchFunction, type PostgresWatchFunctionProps } from './lambda/postgres-watch-function';
export { CommunityWatchFunction, type CommunityWatchFunctionProps } from './lambda/community-watch-function';
export {
  PostgresOperationsFunction,
  type PostgresOperationsFunctionProps,
} from './lambda/postgres-operations-function';
export { SnapshotPullerFunction, type SnapshotPullerFunctionProps } from './lambda/snapshot-puller-function';
export { DnsSwitchFunction, type DnsSwitchFunctionProps } from './lambda/dns-switch-function';
export {
  DrOperationTokenGenFunction,
  type DrOperationTokenGenFunctionProps,
  type OperationTokenSettings,
} from './lambda/dr-operation-token-gen-function';
export {
  DrOperationsFunction,
  type DrOperationsFunctionProps,
  type AutomaticFailoverSettings,
  type OperationSettings,
} from './lambda/dr-operations-function';

export type { DrillSettings } from './drill/drill-settings';
export { ScheduledDrill, type ScheduledDrillProps } from './drill/scheduled-drill';
export { EventsFunction, type EventsFunctionProps } from './lambda/events-function';
export { WitnessFunction, type WitnessFunctionProps } from './lambda/witness-function';
export { WatchFunction, type WatchFunctionProps } from './lambda/watch-function';
export { NotificationTopic, type NotificationTopicProps } from './watch/notification-topic';
export type { AnyMetric, WatchMetric } from './watch/metric';
export type { AlarmSettings } from './watch/pair-alarms';
export { Watch, type WatchProps, type WatchSettings } from './watch/watch';

export {
  ClusterLoadBalancer,
  type ClusterLoadBalancerProps,
  type TrafficSources,
} from './cluster/load-balancer/cluster-load-balancer';
export type { HealthCheckSettings, ListenerName } from './cluster/load-balancer/health-checks';

export { Evacuation, type EvacuationProps } from './fleet/evacuation';

export { NameHealth, type NameHealthProps } from './traffic/name-health';
export type { RoutingControls, TrafficSettings } from './traffic/traffic-settings';

export { VaultCluster, type DrMemberOptions } from './cluster/vault-cluster';
export type {
  ClusterAccess,
  ClusterImage,
  ClusterSealSettings,
  ClusterSubnet,
  ClusterTls,
  ClusterZone,
  NodeInstances,
  SealPlugin,
  SnapshotSettings,
  VaultClusterProps,
} from './cluster/vault-cluster-props';
export { ClusterNetwork, type ClusterNetworkProps } from './cluster/cluster-network';
export { FailureTolerance, type FailureToleranceProps } from './cluster/failure-tolerance';
export { NodeGroup, type NodeGroupProps, type NodeVolumes } from './cluster/node-group';
export { NodeRole, type ClusterSecret, type NodeAwsAuth, type NodeRoleProps } from './cluster/node-role';
export type { VaultProduct } from './cluster/product';
export {
  SnapshotStore,
  type GivenSnapshotBucket,
  type SnapshotLocation,
  type SnapshotStoreProps,
} from './cluster/snapshot-store';
export { dynamoDbStorage, type DynamoDbStorageOptions } from './cluster/storage/dynamodb';
export { raftStorage, type RaftStorageOptions } from './cluster/storage/raft';
export { postgresStorage, type PostgresStorageOptions } from './cluster/storage/postgres';
export type { BoundStorage, StorageContext, StorageLogin, VaultStorage } from './cluster/storage/storage';
export {
  ClusterSeal,
  ClusterSealReplica,
  type ClusterSealProps,
  type ClusterSealReplicaProps,
  type Seal,
  type SealReplicaProps,
} from './cluster/cluster-seal';

export { AwsAuth, type AwsAuthOptions, type AwsAuthProps } from './vault/aws-auth';
export { AUDIT_FILES, type AuditFiles } from './vault/cluster-settings/audit-files';
export { NODE_RULES } from './vault/cluster-settings/node-rules';
export type { NodeIdentity, SnapshotAgent, VaultClusterSettingsProps } from './vault/cluster-settings/props';
export { VaultClusterSettings } from './vault/cluster-settings/vault-cluster-settings';
export { OperationTokenRole, type OperationTokenRoleProps } from './vault/operation-token-role';
export {
  AUTOPILOT_RULES,
  BREAK_GLASS_TOKEN_RULES,
  OPERATION_TOKEN_RULES,
  renderVaultPolicy,
  tokenCreationRules,
  type VaultCapability,
  type VaultPolicyRule,
} from './vault/policy';

export type { FunctionGrantee, IGrantable } from './private/grantee';
export type { PolicyStatement } from './private/iam';
export type { DeploymentName, Tagged } from './private/names';
export type { RoutingControlEndpoint } from '../functions/dr-operations/contract';
export type { ClusterName, FunctionName, RegionLambda } from '../functions/shared/contract';
export type { SnapshotMetric } from '../functions/snapshot-puller/contract';
export type { AutomaticMetric, AutopilotMetric, ClusterMetric, PairMetric } from '../functions/watch/contract';
