import type { TerraformProvider } from 'cdktf';
import type { ClusterSecret } from '../cluster/node-role';

/** The PostgreSQL server of one cluster. It has to serve Vault alone, because a fence keeps every client from writing. */
export interface PostgresServer {
  /** Name or address of the server. Its certificate has it. */
  readonly host: string;
  /** Port of the server. @default 5432 */
  readonly port?: number;
  /** Name of the database in which Vault has its tables. The same for both clusters. */
  readonly database: string;
  /** The role of the engine, which docs/community-postgres.md creates. The same for both clusters. @default 'vault_dr' */
  readonly user?: string;
  /**
   * The secret with the password of that role, in the region of the cluster. Its value is the text
   * `{"password": "<password>"}`. Both databases have the same password, because the role is replicated, and the Lambda of each
   * region reads the secret of its region. This module neither creates nor reads it.
   */
  readonly password: ClusterSecret;
}

/** The options of `rdsDatabase`. */
export interface RdsServer extends PostgresServer {
  /** Identifier of the DB instance. */
  readonly instance: string;
}

/** What `selfRunDatabase` or `rdsDatabase` gives. */
export interface PostgresDatabase extends Required<PostgresServer> {
  /** Who runs the server. */
  readonly kind: 'self-run' | 'rds';
  /** Identifier of the DB instance. @default - it is not of RDS */
  readonly instance?: string;
}

const DEFAULTS = { port: 5432, user: 'vault_dr' } as const;

/** A PostgreSQL server of your own, version 15 or newer. A promotion takes about a second. */
export const selfRunDatabase = (server: PostgresServer): PostgresDatabase => ({
  ...DEFAULTS,
  ...server,
  kind: 'self-run',
});

/**
 * A DB instance of Amazon RDS for PostgreSQL. One of the two is a read replica of the other one. RDS takes minutes for a
 * promotion, and reboots the instance. Not for Aurora.
 */
export const rdsDatabase = (server: RdsServer): PostgresDatabase => ({ ...DEFAULTS, ...server, kind: 'rds' });

/** How a cluster whose database was fenced is told that its active node has to step down. */
export interface StepDownLogin {
  /** The Vault provider of the pair. The role is written to the cluster that serves, and the database replicates it. */
  readonly vaultProvider: TerraformProvider;
}

/** Settings of `postgresReplication`. */
export interface PostgresReplicationOptions {
  /** The database of each cluster. */
  readonly databases: { readonly home: PostgresDatabase; readonly away: PostgresDatabase };
  /** PEM certificates that the databases are signed with; of RDS: the bundle of AWS. @default - the roots of the system */
  readonly caPem?: string;
  /** Table of Vault's lock. Of Vault Community: `vault_ha_locks`. @default 'openbao_ha_locks' */
  readonly lockTable?: string;
  /** How far behind the replica may be when a switchover begins, bytes. @default 67108864 */
  readonly maxLagBytes?: number;
  /**
   * How long `rejoin` waits until something of yours has made the old primary a replica, seconds; 0 to 600.
   *
   * @default 0
   */
  readonly linkWithinSeconds?: number;
  /**
   * Lets the Lambdas log in to Vault to tell a fenced cluster that its active node has to step down. It then answers no reads
   * for up to six seconds less.
   *
   * @default - they have no access to Vault: the node steps down when it cannot renew its lock
   */
  readonly stepDown?: StepDownLogin;
}

/** What `postgresReplication` gives. */
export interface PostgresReplication extends PostgresReplicationOptions {
  /** The kind of replication. */
  readonly kind: 'postgres';
}

/**
 * Storage in PostgreSQL: the nodes of away are standbys on a streaming replica, and a failover promotes it. For OpenBao and Vault
 * Community with PostgreSQL storage.
 */
export const postgresReplication = (options: PostgresReplicationOptions): PostgresReplication => ({
  kind: 'postgres',
  ...options,
});

/** The kind of the database whose promotion takes longest. */
export const slowestOf = ({ databases: { home, away } }: PostgresReplication): PostgresDatabase['kind'] =>
  home.kind === 'rds' || away.kind === 'rds' ? 'rds' : 'self-run';
