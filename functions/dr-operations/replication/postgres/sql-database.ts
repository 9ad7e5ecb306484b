import type { Clock } from '../../../shared/clock';
import { Deadline } from '../../../shared/clock';
import { ConfigError, LeaseError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import type { Secret } from '../../../shared/secret';
import { DatabaseError, type Database, type DatabaseLook, type MayGoOn } from './database';
import { endOfLastRecord, parseLsn } from './lsn';
import { openClient, type Client, type Row } from './pg-client';

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The role of the engine: docs/community-postgres.md lists its rights. */
  readonly user: string;
  /** @default - none */
  readonly password?: Secret;
  /** `ca`: PEM of the authority of the server. `false`: no TLS, on loopback only. @default - TLS with the roots of the system */
  readonly tls?: { readonly ca?: string } | false;
  /** Table of Vault's lock. Of Vault: `vault_ha_locks`. @default openbao_ha_locks */
  readonly lockTable?: string;
  readonly clock: Clock;
  /** Opens a connection. @default - with the npm package `pg` */
  readonly open?: (timeoutMs: number) => Promise<Client>;
}

/** Longest wait for a connection. */
const OPEN_MS = 3_000;
const DEFAULT_LOCK_TABLE = 'openbao_ha_locks';
/** Key of the lock of the active node. */
const LOCK_KEY = 'core/lock';
const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost'];
const OUTRANKED = 'a role or the database has a default_transaction_read_only of its own';
const RESET = `List them with "SELECT * FROM pg_db_role_setting", reset them (ALTER ROLE … RESET default_transaction_read_only, or ALTER DATABASE … RESET), then run the operation again.`;
const BETWEEN_LOOKS = { firstMs: 10, mostMs: 100 };

/** How a kind of server is kept from taking writes. */
export interface FenceSql {
  /** Statements that fence it, and that take the fence away. */
  readonly close: readonly string[];
  readonly open: readonly string[];
  /**
   * What the server does by itself within the next seconds, so that the statements take effect even if this process is killed
   * between two of them. A session of its own runs it.
   *
   * @default - each statement takes effect by itself
   */
  readonly meanwhile?: string;
  /** Whether it is fenced: an expression. Connections that began before the fence ask it too. */
  readonly isClosed: string;
  /** Whether a session keeps what it began with, so that it has to begin again when the fence is taken away. */
  readonly isKeptBySessions: boolean;
  /** Which sessions a fence ends: a condition on `pg_stat_activity`. */
  readonly sessions: string;
  /** Which settings of a role or a database take precedence over it: a condition on `pg_db_role_setting`. */
  readonly outrankedBy: string;
}

/** What a server said before its promotion. */
export interface RoleBefore {
  readonly isReplica: boolean;
  /** Who holds the lock of the active node. @default - nobody */
  readonly lockHolder?: string;
}

/** What all kinds of PostgreSQL servers have in common. Each of them is promoted in its own way. */
export abstract class SqlDatabase implements Database {
  /** Kept between looks. A call that changes something has a connection of its own. */
  #looking: Promise<Client> | undefined;
  #isClosed = false;
  readonly #lockTable: string;

  /** @throws ConfigError for a table that is no identifier, and for a connection without TLS */
  protected constructor(
    private readonly options: ServerOptions,
    private readonly fence: FenceSql,
  ) {
    const { host, tls } = options;
    if (tls === false && !LOOPBACK.includes(host)) {
      throw new ConfigError(`The database ${host} would be reached without TLS`, 'Only one on loopback may be.');
    }
    this.#lockTable = quoteTable(options.lockTable ?? DEFAULT_LOCK_TABLE);
  }

  async look(timeoutMs: number): Promise<DatabaseLook> {
    if (this.#isClosed) throw new DatabaseError('be looked at', 'closed', false);
    const looking = (this.#looking ??= this.#open(timeoutMs));
    try {
      const [row] = await (await looking).query(lookSql(this.fence, this.#lockTable), [], timeoutMs);
      return parseLook(row ?? {});
    } catch (error) {
      // After an error or a time-out, the next answer on this connection might belong to an earlier question.
      if (this.#looking === looking) this.#looking = undefined;
      void looking.then((client) => client.close()).catch(() => undefined);
      throw failure('be looked at', error, false);
    }
  }

  async refuseWrites(timeoutMs: number, mayGoOn: MayGoOn): Promise<bigint> {
    const deadline = Deadline.in(this.options.clock, timeoutMs);
    let mayHaveEffect = false;
    try {
      await this.with(deadline, async (client) => {
        const sql = `SELECT pg_is_in_recovery() AS replica, ${isOutrankedSql(this.fence)} AS is_outranked`;
        const [row] = await client.query(sql, [], left(deadline));
        if (row?.['replica'] === true) throw new DatabaseError('refuse writes', 'it is a replica', false);
        if (row?.['is_outranked'] === true) throw new DatabaseError('refuse writes', OUTRANKED, false, RESET);
        await this.#changeFence(client, 'close', deadline, async () => {
          await mayGoOn();
          mayHaveEffect = true;
        });
      });
      return await this.#withNewSetting('on', deadline, async (client) => {
        await this.#endEarlierSessions(client, deadline);
        const [row] = await client.query('SELECT pg_current_wal_insert_lsn()::text AS lsn', [], left(deadline));
        return endOfLastRecord(parseLsn(String(row?.['lsn'])));
      });
    } catch (error) {
      throw failure('refuse writes', error, mayHaveEffect);
    }
  }

  async acceptWrites(timeoutMs: number, mayGoOn: MayGoOn): Promise<void> {
    try {
      await this.liftFence(Deadline.in(this.options.clock, timeoutMs), mayGoOn);
    } catch (error) {
      throw failure('accept writes', error, true);
    }
  }

  async promote(timeoutMs: number, mayGoOn: MayGoOn): Promise<void> {
    let mayHaveEffect = false;
    try {
      await this.becomePrimary(Deadline.in(this.options.clock, timeoutMs), async () => {
        await mayGoOn();
        mayHaveEffect = true;
      });
    } catch (error) {
      throw failure('promote', error, mayHaveEffect);
    }
  }

  /**
   * Makes a replica a primary that takes writes, and frees the lock. Of a primary it only takes the fence away.
   *
   * @param mayGoOn is called right before each call that changes something
   */
  protected abstract becomePrimary(deadline: Deadline, mayGoOn: MayGoOn): Promise<void>;

  protected async readRole(client: Client, deadline: Deadline): Promise<RoleBefore> {
    const [role] = await client.query('SELECT pg_is_in_recovery() AS replica', [], left(deadline));
    const lockHolder = await this.#lockHolder(client, deadline);
    return { isReplica: role?.['replica'] === true, ...(lockHolder !== undefined && { lockHolder }) };
  }

  /** A lock that cannot be read expires by itself within 15 s, and is no reason not to promote. */
  async #lockHolder(client: Client, deadline: Deadline): Promise<string | undefined> {
    const sql = `SELECT ha_identity AS holder FROM ${this.#lockTable} WHERE ha_key = '${LOCK_KEY}'`;
    try {
      const [row] = await client.query(sql, [], left(deadline));
      const holder = row?.['holder'];
      return typeof holder === 'string' ? holder : undefined;
    } catch (error) {
      if (failure('read the lock', error, false).retryable) throw error;
      return undefined;
    }
  }

  /** Only the lock that was there before the promotion: a node of this cluster may have taken its own by now. */
  protected async freeLock(client: Client, { lockHolder }: RoleBefore, deadline: Deadline): Promise<void> {
    if (lockHolder === undefined) return;
    // With `synchronous_standby_names`, the commit would wait for a replica, and a new primary has none.
    const commitsAlone = `set_config('synchronous_commit', 'local', true)`;
    const sql = `DELETE FROM ${this.#lockTable} WHERE ha_key = '${LOCK_KEY}' AND ha_identity = $1 RETURNING ${commitsAlone}`;
    // The promotion is done. A lock that is left expires by itself within 15 s.
    await client.query(sql, [lockHolder], left(deadline)).catch(() => undefined);
  }

  /** Of a replica, which takes no writes either way. */
  protected openFence(client: Client, deadline: Deadline, mayGoOn: MayGoOn): Promise<void> {
    return this.#send(client, this.fence.open, deadline, mayGoOn);
  }

  async #changeFence(client: Client, how: 'close' | 'open', deadline: Deadline, mayGoOn: MayGoOn): Promise<void> {
    const stopWaiting = await this.#runMeanwhile(deadline);
    try {
      await this.#send(client, this.fence[how], deadline, mayGoOn);
    } finally {
      stopWaiting();
    }
  }

  async #send(client: Client, statements: readonly string[], deadline: Deadline, mayGoOn: MayGoOn): Promise<void> {
    for (const sql of statements) {
      await mayGoOn();
      await client.query(sql, [], left(deadline));
    }
  }

  /** A server that has no session left for it is fenced all the same. @returns ends the connection: the server goes on */
  async #runMeanwhile(deadline: Deadline): Promise<() => void> {
    const { meanwhile } = this.fence;
    if (meanwhile === undefined) return () => undefined;
    const session = await this.#open(Math.min(OPEN_MS, left(deadline))).catch(() => undefined);
    // It is sent before the statements are, and the server ends it whether or not anybody waits for it.
    void session?.query(meanwhile, [], left(deadline)).catch(() => undefined);
    return () => void session?.close();
  }

  /** Takes the fence away, and waits until it is away for all sessions. */
  protected async liftFence(deadline: Deadline, mayGoOn: MayGoOn): Promise<void> {
    await this.with(deadline, (client) => this.#changeFence(client, 'open', deadline, mayGoOn));
    await this.#withNewSetting('off', deadline, (client) =>
      this.fence.isKeptBySessions ? this.#endEarlierSessions(client, deadline) : Promise.resolve(),
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const looking = this.#looking;
    this.#looking = undefined;
    await looking?.then((client) => client.close()).catch(() => undefined);
  }

  #open(timeoutMs: number): Promise<Client> {
    const { open = (limitMs: number) => openClient(this.options, limitMs) } = this.options;
    return open(timeoutMs);
  }

  protected async with<T>(deadline: Deadline, use: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#open(Math.min(OPEN_MS, left(deadline)));
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  /** Waits for a session that began with the new setting. Each session that begins later has it too. */
  async #withNewSetting<T>(value: string, deadline: Deadline, use: (client: Client) => Promise<T>): Promise<T> {
    const attempt = (): Promise<{ readonly result: T } | undefined> =>
      this.with(deadline, async (client) => {
        const [row] = await client.query(
          `SELECT current_setting('default_transaction_read_only') AS now`,
          [],
          left(deadline),
        );
        return row?.['now'] === value ? { result: await use(client) } : undefined;
      });
    const done = await poll(attempt, { clock: this.options.clock, deadline, backOff: BETWEEN_LOOKS });
    if (!done) throw new DatabaseError('take over a setting', 'not in time', true);
    return done.result;
  }

  /** A session that began before the setting may be in the middle of a transaction that writes. */
  async #endEarlierSessions(client: Client, deadline: Deadline): Promise<void> {
    const attempt = async (): Promise<true | undefined> => {
      const ended = await client.query(endSessionsSql(this.fence.sessions), [], left(deadline));
      return ended.length === 0 ? true : undefined;
    };
    const isDone = await poll(attempt, { clock: this.options.clock, deadline, backOff: BETWEEN_LOOKS });
    if (!isDone) throw new DatabaseError('end the sessions of its clients', 'not in time', true);
  }
}

/** Time that is left for one call, milliseconds. */
export const left = (deadline: Deadline): number => Math.max(1, deadline.remainingMs());

const endSessionsSql = (which: string): string => `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE ${which} AND pid <> pg_backend_pid()
    AND backend_start <= (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())`;

/** The name of a file of the log begins with its timeline. */
const timelineOf = (file: string): string => `('x' || left(${file}, 8))::bit(32)::int`;

/** A replica that receives nothing tells its timeline only by the files that it has. */
const newestTimeline = `SELECT max(${timelineOf('name')}) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'`;

/**
 * Whether somebody could write in spite of the fence: the setting of a role or a database is stronger than that of the server.
 * The session that asks does not have the setting of another role. Superusers are left out: they can write anyway, and that of
 * RDS has such a setting.
 */
const isOutrankedSql = ({ outrankedBy }: FenceSql): string => `EXISTS (
    SELECT FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS setting
      LEFT JOIN pg_database ON setdatabase = pg_database.oid LEFT JOIN pg_roles ON setrole = pg_roles.oid
    WHERE ${outrankedBy} AND (setdatabase = 0 OR datname = current_database()) AND rolsuper IS NOT TRUE
      AND setting LIKE 'default_transaction_read_only=%' AND NOT split_part(setting, '=', 2)::bool)`;

/** A table that is missing, or in which the role may not delete. */
const hasLocksSql = (table: string): string =>
  `coalesce((SELECT bool_and(has_table_privilege(to_regclass('${table}'), needed)) FROM unnest('{SELECT, DELETE}'::text[]) AS needed), false)`;

const lookSql = (fence: FenceSql, lockTable: string): string => `
  SELECT pg_is_in_recovery() AS is_replica,
    (${fence.isClosed}) AND NOT ${isOutrankedSql(fence)} AS is_fenced,
    (CASE WHEN pg_is_in_recovery() THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
      ELSE pg_current_wal_flush_lsn() END)::text AS lsn,
    CASE WHEN pg_is_in_recovery() THEN coalesce((SELECT received_tli FROM pg_stat_wal_receiver), (${newestTimeline}))
      ELSE ${timelineOf('pg_walfile_name(pg_current_wal_lsn())')} END AS timeline,
    (SELECT system_identifier::text FROM pg_control_system()) AS system_id,
    EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') AS is_streaming,
    extract(epoch FROM pg_last_xact_replay_timestamp())::float8 * 1000 AS replayed_at,
    coalesce(pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(), false) AS is_applied,
    ${hasLocksSql(lockTable)} AS has_locks,
    extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`;

function parseLook(row: Row): DatabaseLook {
  const replayedAt = row['replayed_at'];
  const timeline = row['timeline'];
  return {
    isReplica: row['is_replica'] === true,
    isFenced: row['is_fenced'] === true,
    lsn: parseLsn(String(row['lsn'])),
    systemId: String(row['system_id']),
    ...(typeof timeline === 'number' && { timeline }),
    isStreaming: row['is_streaming'] === true,
    ...(typeof replayedAt === 'number' && { replayedAt: Math.floor(replayedAt) }),
    isApplied: row['is_applied'] === true,
    ...(row['has_locks'] === false && { hasNoLocks: true }),
    now: Math.floor(Number(row['now'])),
  };
}

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** @throws ConfigError */
function quoteTable(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/.test(name)) {
    throw new ConfigError(`The table of the locks is "${name}"`, 'Give the name of a table, or schema.table.');
  }
  return name.split('.').map(quoteIdentifier).join('.');
}

function failure(call: string, error: unknown, mayHaveEffect: boolean): DatabaseError | LeaseError {
  if (error instanceof LeaseError) return error;
  if (error instanceof DatabaseError) return error.within(call, mayHaveEffect);
  // Without the message: it may name the user and the host.
  const code = (error as { code?: unknown } | undefined)?.code;
  return new DatabaseError(call, typeof code === 'string' ? code : 'timeout', mayHaveEffect);
}
