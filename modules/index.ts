export { VaultDr } from './vault-dr';
export type { VaultClusterProps, VaultDrProps, VaultWitnessProps } from './vault-dr-props';

export { ControlPlane, type ControlPlaneProps } from './aws/control-plane';
export { EncryptionKey, type EncryptionKeyProps } from './aws/encryption-key';
export { grantJournals, JournalTable, type Journals, type JournalTableProps } from './aws/journal-table';
export { OperationTokenSecret, type OperationTokenSecretProps } from './aws/operation-token-secret';
export { RegionalStore, type RegionalStoreProps } from './aws/regional-store';
export { WeightedRecords, type RecordTarget, type WeightedRecordsProps } from './aws/weighted-records';
export { WitnessStore, type WitnessStoreProps } from './aws/witness-store';

export { AuthFunction, type AuthFunctionProps, type IGrantable } from './lambda/auth-function';
export { BundledFunction, type BundledFunctionProps, type FunctionEnvironment } from './lambda/bundled-function';
export { DnsSwitchFunction, type DnsSwitchFunctionProps } from './lambda/dns-switch-function';
export {
  DrOperationTokenGenFunction,
  type DrOperationTokenGenFunctionProps,
} from './lambda/dr-operation-token-gen-function';
export { DrOperationsFunction, type DrOperationsFunctionProps } from './lambda/dr-operations-function';

export { AwsAuth, type AwsAuthOptions, type AwsAuthProps } from './vault/aws-auth';
export { OperationTokenRole, type OperationTokenRoleProps } from './vault/operation-token-role';
export {
  OPERATION_TOKEN_RULES,
  renderVaultPolicy,
  tokenCreationRules,
  type VaultCapability,
  type VaultPolicyRule,
} from './vault/policy';

export type { PolicyStatement } from './private/iam';
export type { DeploymentName } from './private/names';
export type { ClusterName } from '../functions/shared/contract';
