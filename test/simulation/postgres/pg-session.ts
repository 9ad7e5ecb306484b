import type { Client, Row } from '../../../functions/dr-operations/replication/postgres/pg-client';
import type { ClusterName } from '../../../functions/shared/contract';
import { met } from '../kinds';
import type { Path } from '../network';
import type { Failures, SimRun } from '../sim-run';
import { drawWay } from '../slow-ways';
import type { PgWorld } from './pg-pair';
import type { PgCluster } from './pg-cluster';

/** An error of the npm package `pg`: SQLSTATE of PostgreSQL, or the code of Node. Some have none. */
const failure = (code?: string): Error =>
  Object.assign(new Error('of the database'), code === undefined ? {} : { code });

const FAILURES: Failures = {
  reset: () => failure('ECONNRESET'),
  silent: () => failure(),
  // cannot_connect_now
  unavailable: () => failure('57P03'),
  // insufficient_privilege
  denied: () => failure('42501'),
  garbled: () => failure(),
};
const CODES: Readonly<Record<Exclude<Path, 'open' | 'silent'>, string>> = {
  refuses: 'ECONNREFUSED',
  nameless: 'ENOTFOUND',
};

/** Where a run reaches a database. */
interface At {
  readonly world: PgWorld;
  readonly run: SimRun;
  readonly name: ClusterName;
}

/** How a run reaches the database of a cluster. */
function pathTo({ world, run, name }: At): Path {
  const { reach, databasePath, server } = world.clusters[name];
  if (reach !== 'open') return reach;
  const path = world.network.lambda(run.region, name);
  if (path !== 'open') return path;
  return databasePath === 'open' && !server.isRunning ? 'refuses' : databasePath;
}

/** Waits as long as a caller does, and fails, unless the database is reached. */
async function reach(at: At, timeoutMs: number): Promise<void> {
  const path = pathTo(at);
  if (path === 'open' || at.run.isDead) return;
  await at.run.wait(path === 'silent' ? timeoutMs : 1);
  throw path === 'silent' ? FAILURES.silent() : failure(CODES[path]);
}

/** One connection of a run to a simulated database. It knows the statements that the driver sends. */
export class PgSession implements Client {
  isEnded = false;
  readonly beganAt: number;

  private constructor(private readonly at: At) {
    this.beganAt = at.world.clock.now();
    this.#cluster.server.sessions.add(this);
  }

  static async open(at: At, timeoutMs: number): Promise<PgSession> {
    await reach(at, timeoutMs);
    return at.run.call(() => new PgSession(at), FAILURES, timeoutMs, drawWay(at.world.noise));
  }

  get #cluster(): PgCluster {
    return this.at.world.clusters[this.at.name];
  }

  async query(sql: string, _values: readonly unknown[], timeoutMs: number): Promise<readonly Row[]> {
    const { world, run } = this.at;
    const askedAt = world.clock.now();
    await reach(this.at, timeoutMs);
    const answer = STATEMENTS.find(([part]) => sql.includes(part))?.[1];
    if (!answer) {
      world.watch.broken.push(`the simulated database does not know: ${sql}`);
      throw FAILURES.silent();
    }
    const looks = sql.includes(LOOK) ? world.watch.looks(run, this.at.name) : undefined;
    const apply = (): readonly Row[] | Promise<readonly Row[]> => {
      world.clientWrites();
      // admin_shutdown: somebody has ended the session
      if (this.isEnded) throw failure('57P01');
      return answer({ ...this.at, session: this, cluster: this.#cluster, askedAt, values: _values, timeoutMs });
    };
    const rows = await run.call(apply, FAILURES, timeoutMs, drawWay(world.noise));
    if (looks) {
      looks.answeredAt = world.clock.now();
      looks.says = rows[0]?.['is_replica'] === true || rows[0]?.['is_fenced'] === true ? 'secondary' : 'primary';
    }
    return rows;
  }

  close(): Promise<void> {
    this.#cluster.server.sessions.delete(this);
    return Promise.resolve();
  }
}

interface Asked extends At {
  readonly session: PgSession;
  readonly cluster: PgCluster;
  readonly askedAt: number;
  readonly values: readonly unknown[];
  readonly timeoutMs: number;
}

type Answer = (asked: Asked) => readonly Row[] | Promise<readonly Row[]>;

const LOOK = 'AS is_replica';

const textOf = (lsn: bigint): string =>
  `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();

function look({ cluster, world }: Asked): readonly Row[] {
  cluster.settle();
  const { server } = cluster;
  const replayed = server.replayed(world.clock.now());
  return [
    {
      is_replica: server.isReplica,
      is_fenced: server.refusesNow(world.clock.now()),
      lsn: textOf(server.end),
      timeline: server.timeline,
      system_id: server.systemId,
      is_streaming: cluster.saysStreaming(),
      replayed_at: replayed.at ?? null,
      is_applied: server.isReplica && replayed.isAll,
      has_locks: true,
      now: cluster.now,
    },
  ];
}

/** The setting in the file. Nothing notices it before the next reload. */
const set =
  (isFenced: boolean): Answer =>
  ({ cluster }) => {
    refuse(cluster);
    cluster.server.isFenced = isFenced;
    return [];
  };

/** The setting takes effect: a primary becomes one that takes no writes, or the other way round. */
function reload({ cluster, world, run, name, askedAt }: Asked): readonly Row[] {
  cluster.settle();
  const { server } = cluster;
  if (server.isReloadDue) {
    world.watch.acts(run, `${server.isFenced ? 'demote' : 'promote'} ${name}`);
    if (!server.isFenced) world.watch.promotes(run, name, { askedAt, withForce: false });
    cluster.promotedAt = server.isFenced ? undefined : world.clock.now();
  }
  cluster.change(() => server.reload(world.clock.now()));
  return [];
}

/** Ends the sessions that began before this one: those of Vault, and those of this system. */
function endSessions({ cluster, world, session }: Asked): readonly Row[] {
  cluster.settle();
  const { server } = cluster;
  const now = world.clock.now();
  const ended: Row[] = [];
  for (const other of server.sessions) {
    if (other === session || other.beganAt > session.beganAt) continue;
    other.isEnded = true;
    server.sessions.delete(other);
    ended.push({ pg_terminate_backend: true });
  }
  if (server.endSessionsOfVault(now)) ended.push({ pg_terminate_backend: true });
  cluster.settle();
  return ended;
}

async function promote({ cluster, world, run, name, askedAt, values, timeoutMs }: Asked): Promise<readonly Row[]> {
  refuse(cluster);
  const { server } = cluster;
  cluster.settle();
  // object_not_in_prerequisite_state
  if (!server.isReplica || server.promotion) throw failure('55000');
  world.watch.acts(run, `promote ${name}`);
  world.watch.promotes(run, name, { askedAt, withForce: false });
  cluster.promote();
  const mostMs = Math.min(Number(values[0]) * 1000, timeoutMs);
  const until = (server as { promotion?: { until: number } }).promotion?.until ?? 0;
  await world.clock.wait(Math.max(0, Math.min(until - world.clock.now(), mostMs)));
  cluster.settle();
  if (pathTo({ world, run, name }) !== 'open') throw FAILURES.reset();
  return [{ promoted: !server.isReplica }];
}

function freeLock({ cluster, world, name, values }: Asked): readonly Row[] {
  cluster.settle();
  const { server, nodes } = cluster;
  // read_only_sql_transaction
  if (server.isReplica || server.refusesNow(world.clock.now())) throw failure('25006');
  if (server.lock === undefined || (values.length > 0 && server.lock.holder !== values[0])) return [];
  if (server.lock.holder === nodes.active) {
    world.watch.broken.push(`the lock of the active node of ${name} is deleted: another node becomes active beside it`);
  }
  server.lock = undefined;
  cluster.writeOfItsOwn();
  return [];
}

/** A part of each statement of the driver, and what it does. */
const STATEMENTS: readonly (readonly [string, Answer])[] = [
  [LOOK, look],
  ['AS holder', ({ cluster }) => [{ holder: cluster.server.lock?.holder ?? null }]],
  ['AS replica', ({ cluster }) => [{ replica: cluster.server.isReplica }]],
  ['ALTER SYSTEM SET default_transaction_read_only = on', set(true)],
  ['ALTER SYSTEM RESET', set(false)],
  // It never comes to its reload here, so that a kill before the one of the driver has its full effect.
  ['pg_sleep', () => []],
  ['pg_reload_conf', reload],
  ['AS now', ({ cluster, world }) => [{ now: cluster.server.refusesNow(world.clock.now()) ? 'on' : 'off' }]],
  ['pg_terminate_backend', endSessions],
  ['pg_current_wal_insert_lsn', ({ cluster }) => [{ lsn: textOf(cluster.server.insertAt) }]],
  ['pg_promote', promote],
  ['DELETE FROM', freeLock],
];

/** @throws the error of a role that lacks a right */
function refuse({ refusal }: PgCluster): void {
  if (refusal === undefined) return;
  met('a database refuses a change');
  throw failure(refusal);
}
