/** What a look at the pair needs. */
export const POSTGRES_SIGHT_ENV = {
  /** The database of each cluster: JSON, a `Databases`. It holds no password. */
  databases: 'DATABASES',
  /**
   * Secret with the password of the engine's role, in the region of this Lambda. The role is replicated, so that both databases
   * have the same.
   */
  passwordArn: 'DATABASE_PASSWORD_SECRET_ARN',
  /** File with the certificates that the databases are signed with, beside the code; unset: the roots of the system. */
  caCert: 'DATABASE_CA_CERT',
  /** Table of Vault's lock; unset: `openbao_ha_locks`. */
  lockTable: 'LOCK_TABLE',
  /** How far behind the replica may be when a switchover begins, bytes; unset: 64 MiB. */
  maxLagBytes: 'MAX_LAG_BYTES',
  /** How long a link waits until something else has made the old primary a replica, seconds; unset: it does not wait. */
  linkWithinSeconds: 'LINK_WITHIN_SECONDS',
} as const;

export const POSTGRES_ENV = {
  ...POSTGRES_SIGHT_ENV,
  /** The `auth` Lambda of the same region; unset: a fenced cluster is not told to step down. */
  authFunctionArn: 'AUTH_FUNCTION_ARN',
  /** AWS-auth role that may tell a cluster to step down. It goes with the variable above. */
  authRole: 'VAULT_AWS_AUTH_ROLE',
} as const;

/** The PostgreSQL of one cluster. */
export interface DatabaseAddress {
  /** `self-run`: a server whose users run it themselves. `rds`: an instance of Amazon RDS. */
  readonly kind: 'self-run' | 'rds';
  readonly host: string;
  readonly port: number;
  /** Name of the database in which Vault has its tables. */
  readonly database: string;
  /** Role of the engine. */
  readonly user: string;
  /** Identifier of the instance. Of `rds` only. */
  readonly instance?: string;
}
