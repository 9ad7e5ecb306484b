/**
 * The events and results of the Lambdas. They are a contract: a field or a kind that is added keeps their version, and any
 * other change increases it.
 */
export type { AuthEvent } from './auth/contract';
export type { DnsSwitchEvent, DnsSwitchResult } from './dns-switch/contract';
export type { TokenGenCheckEvent, TokenGenCheckResult, TokenGenResult } from './dr-operation-token-gen/contract';
export type { DrOperationsEvent } from './dr-operations/contract';
export type { OperationResult, StatusResult } from './dr-operations/result';
