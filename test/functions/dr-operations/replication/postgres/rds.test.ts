import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeDBInstancesCommand,
  InvalidDBInstanceStateFault,
  PromoteReadReplicaCommand,
  RDSClient,
  type DBInstance,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { openClient, type Client } from '../../../../../functions/dr-operations/replication/postgres/pg-client';
import { RdsDatabase } from '../../../../../functions/dr-operations/replication/postgres/rds';
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

/** What an administrator does in RDS, where nobody is a superuser. */
const PREPARE = [
  `REVOKE ALTER SYSTEM ON PARAMETER default_transaction_read_only FROM ${ENGINE_ROLE}`,
  `ALTER DATABASE ${DATABASE} OWNER TO ${ENGINE_ROLE}`,
  'CREATE TABLE openbao_ha_locks (ha_key text, ha_identity text)',
  `INSERT INTO openbao_ha_locks VALUES ('core/lock', 'the node of home')`,
  `GRANT SELECT, DELETE ON openbao_ha_locks TO ${ENGINE_ROLE}`,
  `GRANT INSERT ON openbao_ha_locks TO ${DATABASE}`,
];

const LIMIT_MS = 10_000;
/** SQLSTATE of a write that is refused. A session that was ended has another one. */
const READ_ONLY = '25006';
const REPLICA: DBInstance = {
  Engine: 'postgres',
  DBInstanceStatus: 'available',
  ReadReplicaSourceDBInstanceIdentifier: 'arn:aws:rds:eu-west-1:111111111111:db:bao-home',
  BackupRetentionPeriod: 14,
};
const PROMOTED: DBInstance = { Engine: 'postgres', DBInstanceStatus: 'available' };

suite(`databases of RDS (${missing ?? 'SQL of a real server'})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-rds-'));
  const clock = startClock();
  const rds = mockClient(RDSClient);
  const servers: Postgres[] = [];
  const opened: { readonly close: () => Promise<void> }[] = [];
  let home: Postgres;
  let away: Postgres;

  const open = <T extends { readonly close: () => Promise<void> }>(made: T): T => {
    opened.push(made);
    return made;
  };
  const database = ({ port }: Postgres): RdsDatabase =>
    open(
      new RdsDatabase({
        ...{ host: '127.0.0.1', port, database: DATABASE, user: ENGINE_ROLE, tls: false, clock },
        ...{ instance: 'bao-away', rds: new RDSClient({}) },
      }),
    );
  /** A session as a node of OpenBao has it. */
  const session = async ({ port }: Postgres): Promise<Client> =>
    open(
      await openClient({ host: '127.0.0.1', port, database: DATABASE, user: DATABASE, tls: false, clock }, LIMIT_MS),
    );
  const write = (client: Client): Promise<unknown> =>
    client.query(`INSERT INTO openbao_ha_locks VALUES ('other', 'a write')`, [], LIMIT_MS);

  beforeAll(async () => {
    if ('missing' in programs) return;
    chmodSync(folder, 0o755); // PostgreSQL runs as another user
    home = await Postgres.create(programs, join(folder, 'home'));
    servers.push(home);
    for (const sql of PREPARE) await home.sql(sql);
    away = await Postgres.replicaOf(home, join(folder, 'away'));
    servers.push(away);
  });
  beforeEach(() => {
    rds.reset();
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [REPLICA] });
  });
  afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop('SIGKILL')));
    rmSync(folder, { recursive: true, force: true });
  });

  it('fences without a superuser, for old sessions and for new ones', async () => {
    const old = await session(home);
    await write(old);
    await database(home).refuseWrites(LIMIT_MS, freely);
    expect(await failure(write(old))).not.toMatchObject({ code: READ_ONLY });
    expect(await failure(write(await session(home)))).toMatchObject({ code: READ_ONLY });
  });

  it('sees the fence', async () => {
    await database(home).acceptWrites(LIMIT_MS, freely);
    expect(await database(home).look(LIMIT_MS)).toMatchObject({ isReplica: false, isFenced: false });
    await database(home).refuseWrites(LIMIT_MS, freely);
    expect(await database(home).look(LIMIT_MS)).toMatchObject({ isReplica: false, isFenced: true });
  });

  it('takes the fence back, also for sessions that began under it', async () => {
    await database(home).refuseWrites(LIMIT_MS, freely);
    const fenced = await session(home);
    await database(home).acceptWrites(LIMIT_MS, freely);
    // It was ended, so that a node of OpenBao begins a new one.
    expect(await failure(write(fenced))).not.toMatchObject({ code: READ_ONLY });
    await write(await session(home));
  });

  it('fences no database that a role with a setting of its own could write to in spite of that', async () => {
    await home.sql(`ALTER ROLE ${DATABASE} SET default_transaction_read_only = off`);
    expect(await failure(database(home).refuseWrites(LIMIT_MS, freely))).toMatchObject({ mayHaveEffect: false });
    await home.sql(`ALTER ROLE ${DATABASE} RESET default_transaction_read_only`);
    await database(home).refuseWrites(LIMIT_MS, freely);
    await database(home).acceptWrites(LIMIT_MS, freely);
  });

  it('refuses to fence a replica', async () => {
    expect(await failure(database(away).refuseWrites(LIMIT_MS, freely))).toMatchObject({ mayHaveEffect: false });
  });

  it('changes nothing if RDS refuses the promotion, and says what to do', async () => {
    const denied = Object.assign(new Error('not authorized'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    rds.on(DescribeDBInstancesCommand).rejects(denied);
    const error = await failure(database(away).promote(LIMIT_MS, freely));
    expect(error).toMatchObject({ name: 'DatabaseError', code: 'AccessDenied', mayHaveEffect: false });
    expect(error.message).toContain('describe and promote it');
  });

  it('refuses an instance that is not of RDS for PostgreSQL', async () => {
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ ...REPLICA, Engine: 'aurora-postgresql' }] });
    const error = await failure(database(away).promote(LIMIT_MS, freely));
    expect(error).toMatchObject({ mayHaveEffect: false });
    expect(error.message).toContain('Aurora is not supported');
  });

  it('says that a promotion may still take effect when the time is over', async () => {
    rds.on(PromoteReadReplicaCommand).resolves({});
    expect(await failure(database(away).promote(1_500, freely))).toMatchObject({
      code: 'not in time',
      mayHaveEffect: true,
    });
  });

  it('does not promote if another operation may have begun meanwhile, during a backup for example', async () => {
    const seen = [{ ...REPLICA, DBInstanceStatus: 'backing-up' }];
    rds.on(DescribeDBInstancesCommand).callsFake(() => Promise.resolve({ DBInstances: [seen.shift() ?? REPLICA] }));
    expect(await failure(database(away).promote(LIMIT_MS, overtaken))).toBeInstanceOf(LeaseError);
    expect(seen).toEqual([]);
    expect(rds.commandCalls(PromoteReadReplicaCommand)).toEqual([]);
  });

  // The last one: the replica is a primary afterwards.
  it('promotes by RDS: waits for a backup and for the reboot, lifts the replicated fence and frees the lock', async () => {
    await database(home).refuseWrites(LIMIT_MS, freely);
    await until(async () => (await database(away).look(LIMIT_MS)).isFenced);
    const seen = [
      { ...REPLICA, DBInstanceStatus: 'backing-up' },
      REPLICA,
      REPLICA,
      { ...REPLICA, DBInstanceStatus: 'modifying' },
      { ...PROMOTED, DBInstanceStatus: 'rebooting' },
    ];
    let last: DBInstance | undefined;
    rds.on(DescribeDBInstancesCommand).callsFake(() => {
      last = seen.shift() ?? PROMOTED;
      return Promise.resolve({ DBInstances: [last] });
    });
    let isBusy = true;
    rds.on(PromoteReadReplicaCommand).callsFake(async () => {
      if (isBusy) {
        isBusy = false;
        throw new InvalidDBInstanceStateFault({ message: 'busy', $metadata: { httpStatusCode: 400 } });
      }
      await away.sql('SELECT pg_promote()');
      return {};
    });

    await database(away).promote(30_000, freely);
    expect(last).toBe(PROMOTED);
    expect(rds.commandCalls(PromoteReadReplicaCommand).map(({ args }) => args[0].input)).toEqual(
      Array.from({ length: 2 }, () => ({ DBInstanceIdentifier: 'bao-away', BackupRetentionPeriod: 14 })),
    );
    expect(await database(away).look(LIMIT_MS)).toMatchObject({ isReplica: false, isFenced: false });
    await write(await session(away));
    expect(await away.sql(`SELECT count(*) FROM openbao_ha_locks WHERE ha_key = 'core/lock'`)).toBe('0');
    // What a killed run left half done is done again.
    await database(away).promote(LIMIT_MS, freely);
  });
});
