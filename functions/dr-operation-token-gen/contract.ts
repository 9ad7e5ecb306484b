import type { ClusterName } from '../shared/contract';

export const TOKEN_GEN_ENV = {
  /** The `auth` Lambda of the same region. */
  authFunctionArn: 'AUTH_FUNCTION_ARN',
  /** AWS-auth role for the login through `auth`. */
  authRole: 'VAULT_AWS_AUTH_ROLE',
  /** Token role that creates the batch token. */
  tokenRole: 'VAULT_TOKEN_ROLE',
  /** Lifetime of the DR operation token, seconds. */
  ttlSeconds: 'OPERATION_TOKEN_TTL_SECONDS',
} as const;

/** Any event creates a token. This one only checks the login. */
export interface TokenGenCheckEvent {
  readonly dryRun: true;
}

/** The value of the secret, as JSON. */
export interface OperationTokenSecret {
  readonly token: string;
  /** ISO 8601. */
  readonly issuedAt: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** What was written, without the token. */
export interface TokenGenResult {
  readonly cluster: ClusterName;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly versionId: string;
}

/** Result of a dry run: the login succeeded at this cluster. */
export interface TokenGenCheckResult {
  readonly cluster: ClusterName;
  readonly dryRun: true;
}
