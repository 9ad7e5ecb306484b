import type { Clock } from '../../../shared/clock';
import { Deadline } from '../../../shared/clock';
import { ConfigError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import type { Secret } from '../../../shared/secret';
import { DatabaseError, type Database, type DatabaseLook } from './database';
import { endOfLastRecord, parseLsn } from './lsn';
import { openClient, type Client, type Row } from './pg-client';

export interface SelfRunOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** A role that may use `ALTER SYSTEM`, `pg_promote`, `pg_reload_conf` and end sessions, and read `pg_monitor`'s views. */
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
const BETWEEN_LOOKS = { firstMs: 10, mostMs: 100 };

/** A PostgreSQL server that its users run themselves. */
export class SelfRunDatabase implements Database {
  /** Kept between looks. A call that changes something has a connection of its own. */
  #looking: Promise<Client> | undefined;
  #isClosed = false;
  readonly #lockTable: string;

  /** @throws ConfigError for a table that is no identifier, and for a connection without TLS */
  constructor(private readonly options: SelfRunOptions) {
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
      const [row] = await (await looking).query(LOOK, [], timeoutMs);
      return parseLook(row ?? {});
    } catch (error) {
      // After an error or a time-out, the next answer on this connection might belong to an earlier question.
      if (this.#looking === looking) this.#looking = undefined;
      void looking.then((client) => client.close()).catch(() => undefined);
      throw failure('be looked at', error, false);
    }
  }

  async refuseWrites(timeoutMs: number): Promise<bigint> {
    const deadline = Deadline.in(this.options.clock, timeoutMs);
    let mayHaveEffect = false;
    try {
      await this.#with(deadline, async (client) => {
        const [row] = await client.query('SELECT pg_is_in_recovery() AS replica', [], left(deadline));
        if (row?.['replica'] === true) throw new DatabaseError('refuse writes', 'it is a replica', false);
        mayHaveEffect = true;
        await client.query('ALTER SYSTEM SET default_transaction_read_only = on', [], left(deadline));
        await client.query('SELECT pg_reload_conf()', [], left(deadline));
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

  async acceptWrites(timeoutMs: number): Promise<void> {
    const deadline = Deadline.in(this.options.clock, timeoutMs);
    try {
      await this.#with(deadline, (client) => resetFence(client, deadline));
      await this.#withNewSetting('off', deadline, () => Promise.resolve());
    } catch (error) {
      throw failure('accept writes', error, true);
    }
  }

  async promote(timeoutMs: number): Promise<void> {
    const deadline = Deadline.in(this.options.clock, timeoutMs);
    let mayHaveEffect = false;
    try {
      await this.#with(deadline, async (client) => {
        const lockOf = `SELECT ha_identity AS holder FROM ${this.#lockTable} WHERE ha_key = '${LOCK_KEY}'`;
        const [before] = await client.query(
          `SELECT pg_is_in_recovery() AS replica, (${lockOf}) AS holder`,
          [],
          left(deadline),
        );
        mayHaveEffect = true;
        await resetFence(client, deadline);
        if (before?.['replica'] !== true) return;
        const seconds = Math.max(1, Math.floor(left(deadline) / 1000));
        const [done] = await client.query('SELECT pg_promote(true, $1::int) AS promoted', [seconds], left(deadline));
        if (done?.['promoted'] !== true) throw new DatabaseError('promote', 'not in time', true);
        await this.#freeLock(client, before['holder'], deadline);
      });
    } catch (error) {
      throw failure('promote', error, mayHaveEffect);
    }
  }

  /** Only the lock that was there before the promotion: a node of this cluster may have taken its own by now. */
  async #freeLock(client: Client, holder: unknown, deadline: Deadline): Promise<void> {
    if (typeof holder !== 'string') return;
    const sql = `DELETE FROM ${this.#lockTable} WHERE ha_key = '${LOCK_KEY}' AND ha_identity = $1`;
    // The promotion is done. A lock that is left expires by itself within 15 s.
    await client.query(sql, [holder], left(deadline)).catch(() => undefined);
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

  async #with<T>(deadline: Deadline, use: (client: Client) => Promise<T>): Promise<T> {
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
      this.#with(deadline, async (client) => {
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
      const ended = await client.query(END_EARLIER_SESSIONS, [], left(deadline));
      return ended.length === 0 ? true : undefined;
    };
    const isDone = await poll(attempt, { clock: this.options.clock, deadline, backOff: BETWEEN_LOOKS });
    if (!isDone) throw new DatabaseError('end the sessions of its clients', 'not in time', true);
  }
}

const left = (deadline: Deadline): number => Math.max(1, deadline.remainingMs());

async function resetFence(client: Client, deadline: Deadline): Promise<void> {
  await client.query('ALTER SYSTEM RESET default_transaction_read_only', [], left(deadline));
  await client.query('SELECT pg_reload_conf()', [], left(deadline));
}

const END_EARLIER_SESSIONS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
    AND backend_start <= (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())`;

const LOOK = `
  SELECT pg_is_in_recovery() AS is_replica,
    current_setting('default_transaction_read_only') = 'on' AS is_fenced,
    (CASE WHEN pg_is_in_recovery() THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
      ELSE pg_current_wal_flush_lsn() END)::text AS lsn,
    (SELECT system_identifier::text FROM pg_control_system()) AS system_id,
    EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') AS is_streaming,
    extract(epoch FROM pg_last_xact_replay_timestamp())::float8 * 1000 AS replayed_at,
    coalesce(pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(), false) AS is_applied,
    extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`;

function parseLook(row: Row): DatabaseLook {
  const replayedAt = row['replayed_at'];
  return {
    isReplica: row['is_replica'] === true,
    isFenced: row['is_fenced'] === true,
    lsn: parseLsn(String(row['lsn'])),
    systemId: String(row['system_id']),
    isStreaming: row['is_streaming'] === true,
    ...(typeof replayedAt === 'number' && { replayedAt: Math.floor(replayedAt) }),
    isApplied: row['is_applied'] === true,
    now: Math.floor(Number(row['now'])),
  };
}

/** @throws ConfigError */
function quoteTable(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/.test(name)) {
    throw new ConfigError(`The table of the locks is "${name}"`, 'Give the name of a table, or schema.table.');
  }
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

function failure(call: string, error: unknown, mayHaveEffect: boolean): DatabaseError {
  if (error instanceof DatabaseError) return new DatabaseError(call, error.code, mayHaveEffect, { cause: error });
  // Without the message: it may name the user and the host.
  const code = (error as { code?: unknown } | undefined)?.code;
  return new DatabaseError(call, typeof code === 'string' ? code : 'timeout', mayHaveEffect);
}
