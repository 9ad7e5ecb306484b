export { VaultDr } from './vault-dr';
export type {
  VaultDrMember,
  VaultDnsProps,
  VaultDrProps,
  VaultLoadBalancer,
  VaultWitnessProps,
} from './vault-dr-props';

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
export { WitnessStore, type WitnessStoreProps } from './witness-store';

export { AuthFunction, type AuthFunctionProps } from './lambda/auth-function';
export { BundledFunction, type BundledFunctionProps } from './lambda/bundled-function';
export type {
  CommonFunctionProps,
  FunctionSettings,
  Variables,
  VaultClientCertificate,
} from './lambda/common-function-props';
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
export type { WatchMetric } from './watch/metric';
export { Watch, type WatchProps, type WatchSettings } from './watch/watch';

export {
  ClusterLoadBalancer,
  type ClusterLoadBalancerProps,
  type TrafficSources,
} from './cluster/load-balancer/cluster-load-balancer';
export type { HealthCheckSettings, ListenerName } from './cluster/load-balancer/health-checks';
export type { VaultProduct } from './cluster/product';

export { Evacuation, type EvacuationProps } from './fleet/evacuation';

export { NameHealth, type NameHealthProps } from './traffic/name-health';
export type { RoutingControls, TrafficSettings } from './traffic/traffic-settings';

export { AwsAuth, type AwsAuthOptions, type AwsAuthProps } from './vault/aws-auth';
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
export type { AutomaticMetric, AutopilotMetric, ClusterMetric, PairMetric } from '../functions/watch/contract';
