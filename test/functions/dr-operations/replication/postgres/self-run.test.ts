import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient, type Client } from '../../../../../functions/dr-operations/replication/postgres/pg-client';
import {
  SelfRunDatabase,
  type SelfRunOptions,
} from '../../../../../functions/dr-operations/replication/postgres/self-run';
import { startClock } from '../../../../../functions/shared/clock';
import { LeaseError } from '../../../../../functions/shared/errors';
import { failure } from '../../../../helpers/errors';
import { until } from '../../../../helpers/until';
import { findPostgres, missingClient } from '../../../../local/community/find-postgres';
import { DATABASE, ENGINE_ROLE, Postgres } from '../../../../local/community/postgres';
import { freely, overtaken } from './fake-database';

// The tests compute little, but may wait long on a busy machine.
jest.setTimeout(60_000);

const programs = findPostgres();
const missing = 'missing' in programs ? programs.missing : missingClient();
const suite = missing === undefined ? describe : describe.skip;

const LIMIT_MS = 10_000;
/** What OpenBao makes, and the rights of the engine in it. */
const LOCKS = 'CREATE TABLE openbao_ha_locks (ha_key text, ha_identity text)';

suite(`databases that their users run (${missing ?? 'real servers'})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-self-run-'));
  const clock = startClock();
  const opened: { readonly close: () => Promise<void> }[] = [];
  const servers: Postgres[] = [];
  let home: Postgres;

  const database = ({ port }: Postgres, more: Partial<SelfRunOptions> = {}): SelfRunDatabase => {
    const made = new SelfRunDatabase({
      ...{ host: '127.0.0.1', port, database: DATABASE, user: ENGINE_ROLE, tls: false, clock },
      ...more,
    });
    opened.push(made);
    return made;
  };

  /** A database whose process is killed right after it has sent a statement and got its answer. */
  const dyingAfter = (statement: string, { port }: Postgres): { database: SelfRunDatabase; death: Promise<void> } => {
    const clients: Client[] = [];
    let die: () => void;
    const death = new Promise<void>((resolve) => (die = resolve));
    const never = new Promise<never>(() => undefined);
    const options = { host: '127.0.0.1', port, database: DATABASE, user: ENGINE_ROLE, tls: false, clock } as const;
    const open = async (timeoutMs: number): Promise<Client> => {
      const client = await openClient(options, timeoutMs);
      clients.push(client);
      return {
        close: () => client.close(),
        query: async (sql, values, limitMs) => {
          const rows = await client.query(sql, values, limitMs);
          if (!sql.startsWith(statement)) return rows;
          await Promise.all(clients.map((each) => each.close()));
          die();
          return never;
        },
      };
    };
    return { database: new SelfRunDatabase({ ...options, open }), death };
  };

  beforeAll(async () => {
    if ('missing' in programs) return;
    chmodSync(folder, 0o755); // PostgreSQL runs as another user
    home = await Postgres.create(programs, join(folder, 'home'));
    servers.push(home);
    await home.sql(LOCKS);
    await home.grantRights();
  });
  afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop('SIGKILL')));
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['a fence', 'ALTER SYSTEM SET', true],
    ['the end of a fence', 'ALTER SYSTEM RESET', false],
  ])('makes %s take effect although it is killed before it could ask for that', async (_, statement, isFenced) => {
    if (!isFenced) await database(home).refuseWrites(LIMIT_MS, freely);
    const { database: dying, death } = dyingAfter(statement, home);
    void (isFenced ? dying.refuseWrites(LIMIT_MS, freely) : dying.acceptWrites(LIMIT_MS, freely));
    await death;
    const looking = database(home);
    await until(async () => (await looking.look(LIMIT_MS)).isFenced === isFenced);
    await database(home).acceptWrites(LIMIT_MS, freely);
  });

  it('frees the lock on a new primary that waits for a replica which it does not have', async () => {
    await home.sql(`INSERT INTO openbao_ha_locks VALUES ('core/lock', 'the node of home')`);
    const away = await Postgres.replicaOf(home, join(folder, 'waiting'));
    servers.push(away);
    await away.sql(`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`);
    await away.sql('SELECT pg_reload_conf()');
    await until(async () => (await away.sql('SHOW synchronous_standby_names')) === 'nobody');
    await database(away).promote(LIMIT_MS, freely);
    expect(await away.sql('SELECT count(*) FROM openbao_ha_locks')).toBe('0');
    // What such a delete was spared.
    expect(await away.sql(`SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)).toBe('0');
  });

  it.each([
    ['is missing', { lockTable: 'vault_ha_locks' }],
    ['may not be changed', { lockTable: 'read_only_locks' }],
  ])('says that the table of the locks %s, and is promoted all the same', async (_, names) => {
    await home.sql('CREATE TABLE IF NOT EXISTS read_only_locks (ha_key text, ha_identity text)');
    await home.sql(`GRANT SELECT ON read_only_locks TO ${ENGINE_ROLE}`);
    expect(await database(home).look(LIMIT_MS)).not.toHaveProperty('hasNoLocks');
    expect(await database(home, names).look(LIMIT_MS)).toMatchObject({ hasNoLocks: true });
    await database(home, names).refuseWrites(LIMIT_MS, freely);
    await database(home, names).promote(LIMIT_MS, freely);
    expect(await database(home).look(LIMIT_MS)).toMatchObject({ isFenced: false });
  });

  it.each([`ROLE ${DATABASE}`, `ROLE ${DATABASE} IN DATABASE ${DATABASE}`, `DATABASE ${DATABASE}`, 'ROLE ALL'])(
    'fences no database that %s could write to in spite of that',
    async (whose) => {
      await home.sql(`ALTER ${whose} SET default_transaction_read_only = off`);
      expect(await failure(database(home).refuseWrites(LIMIT_MS, freely))).toMatchObject({
        mayHaveEffect: false,
        remedy: expect.stringContaining('RESET') as string,
      });
      await home.sql(`ALTER ${whose} RESET default_transaction_read_only`);
      await database(home).refuseWrites(LIMIT_MS, freely);
      // Neither does it say that it is fenced when somebody writes to it all the same.
      const looking = database(home);
      expect(await looking.look(LIMIT_MS)).toMatchObject({ isFenced: true });
      await home.sql(`BEGIN READ WRITE; ALTER ${whose} SET default_transaction_read_only = no; COMMIT`);
      expect(await looking.look(LIMIT_MS)).toMatchObject({ isFenced: false });
      await home.sql(`BEGIN READ WRITE; ALTER ${whose} RESET default_transaction_read_only; COMMIT`);
      await database(home).acceptWrites(LIMIT_MS, freely);
    },
  );

  it('may be fenced although a superuser has such a setting, as that of RDS has', async () => {
    await home.sql('ALTER ROLE postgres SET default_transaction_read_only = off');
    await database(home).refuseWrites(LIMIT_MS, freely);
    expect(await database(home).look(LIMIT_MS)).toMatchObject({ isFenced: true });
    await database(home).acceptWrites(LIMIT_MS, freely);
    await home.sql('ALTER ROLE postgres RESET default_transaction_read_only');
  });

  it('changes nothing once another operation may have begun', async () => {
    expect(await failure(database(home).refuseWrites(LIMIT_MS, overtaken))).toBeInstanceOf(LeaseError);
    expect(await database(home).look(LIMIT_MS)).toMatchObject({ isFenced: false });

    await database(home).refuseWrites(LIMIT_MS, freely);
    expect(await failure(database(home).acceptWrites(LIMIT_MS, overtaken))).toBeInstanceOf(LeaseError);
    expect(await failure(database(home).promote(LIMIT_MS, overtaken))).toBeInstanceOf(LeaseError);
    expect(await database(home).look(LIMIT_MS)).toMatchObject({ isFenced: true });
    await database(home).acceptWrites(LIMIT_MS, freely);
  });

  // The last one: home is no primary afterwards.
  it('tells a replica without a rewind by its timeline, although its position is ahead, until it is rewound', async () => {
    const away = await Postgres.replicaOf(home, join(folder, 'away'));
    servers.push(away);
    expect(await database(away).look(LIMIT_MS)).toMatchObject({ isReplica: true, timeline: 1 });
    expect(await failure(database(away).promote(LIMIT_MS, overtaken))).toBeInstanceOf(LeaseError);
    expect(await database(away).look(LIMIT_MS)).toMatchObject({ isReplica: true });
    await database(away).promote(LIMIT_MS, freely);
    await home.sql('CREATE TABLE written_at_home_alone AS SELECT generate_series(1, 50000) AS n');
    await home.followWithoutRewind(away);

    const [ahead, primary] = [await database(home).look(LIMIT_MS), await database(away).look(LIMIT_MS)];
    // Whether it streams says nothing: it tries again and again, and for a moment each try looks so.
    expect(ahead).toMatchObject({ isReplica: true, systemId: primary.systemId, timeline: 1 });
    expect(ahead.lsn).toBeGreaterThan(primary.lsn);
    expect(primary).toMatchObject({ isReplica: false, timeline: 2 });

    await home.followAfterRewind(away);
    const looking = database(home);
    await until(async () => (await looking.look(LIMIT_MS)).isStreaming);
    await away.stop('SIGKILL');
    await until(async () => !(await looking.look(LIMIT_MS)).isStreaming);
    expect(await looking.look(LIMIT_MS)).toMatchObject({ isReplica: true, timeline: 2 });
  });
});
