import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseUsers, type DatabaseUser } from '../../local/community/database-users';
import { findPostgres } from '../../local/community/find-postgres';
import { Postgres } from '../../local/community/postgres';
import { SnapshotPair } from '../../local/community/snapshot-pair';
import { until } from '../../helpers/until';

jest.setTimeout(180_000);

const limit = (): AbortSignal => AbortSignal.timeout(5_000);

/** One story: each test goes on where the last one ended, because a pair takes seconds to start. */
describe('a pair that copies snapshots, when something goes wrong', () => {
  let pair: SnapshotPair;
  beforeAll(async () => {
    pair = await SnapshotPair.start();
    await pair.nodes.home.must('POST', 'sys/mounts/written', { token: pair.rootToken, body: { type: 'kv' } });
  });
  afterAll(() => pair.stop());
  afterEach(() => jest.restoreAllMocks());

  const write = (name: 'home' | 'away', key: string): Promise<unknown> =>
    pair.nodes[name].must('POST', `written/${key}`, { token: pair.rootToken, body: { key } });
  const status = async (name: 'home' | 'away', key: string): Promise<number> =>
    (await pair.nodes[name].call('GET', `written/${key}`, { token: pair.rootToken })).status;
  const newest = () => pair.stores.away.newest(Date.now(), limit());
  const back = async (name: 'home' | 'away'): Promise<void> => {
    await pair.nodes[name].kill();
    await pair.nodes[name].start();
    await pair.nodes[name].until('it is active', ({ status: code }) => code === 200);
  };

  it('refuses to copy while the clock of the primary is off, and keeps the files that are there', async () => {
    await pair.pull();
    const before = await newest();
    const now = Date.now();
    jest.spyOn(pair.clock, 'now').mockReturnValue(now + 60_000);
    await expect(pair.pull()).rejects.toThrow('The clock of home differs by');
    jest.restoreAllMocks();
    expect(await newest()).toEqual(before);
  });

  it('keeps the last file if a run ends while it uploads, and the next run takes one', async () => {
    const before = await newest();
    jest.spyOn(pair.stores.away, 'put').mockRejectedValueOnce(new Error('killed'));
    await expect(pair.pull()).rejects.toThrow('killed');
    expect(await newest()).toEqual(before);
    expect((await pair.pull()).newest?.key).not.toBe(before?.key);
  });

  it('restores a file from before the keyring was rotated, also if two runs took it at once', async () => {
    await write('home', 'before');
    const taken = await Promise.allSettled([pair.pull(), pair.pull()]);
    expect(taken.some((one) => one.status === 'fulfilled')).toBe(true);
    await pair.nodes.home.must('POST', 'sys/rotate', { token: pair.rootToken });
    await write('home', 'after');
    await pair.nodes.home.kill();
    expect(await pair.run('failover')).toMatchObject({ outcome: 'done' });
    expect([await status('away', 'before'), await status('away', 'after')]).toEqual([200, 404]);
  });

  it('parks the old primary that serves again, and copies files with a rotated keyring', async () => {
    await back('home');
    expect(await pair.run('rejoin', { to: 'away', accept: ['loss'] })).toMatchObject({ outcome: 'done' });
    await pair.nodes.away.must('POST', 'sys/rotate', { token: pair.rootToken });
    await pair.pull('home');
    await write('away', 'rotated');
    expect(await pair.run('switchover', { to: 'home' })).toMatchObject({ outcome: 'done' });
    expect(await status('home', 'rotated')).toBe(200);
    await pair.pull('away');
    expect(await pair.roles()).toBe('primary secondary');
  });

  it('loses nothing if a switchover is killed between the seal and what is written down of it', async () => {
    await write('home', 'last');
    jest.spyOn(pair.stores.away, 'writeDemotion').mockRejectedValueOnce(new Error('killed'));
    await expect(pair.run('switchover', { to: 'away' })).rejects.toThrow('killed');
    expect(await pair.roles()).toBe('gone secondary');
    expect(await pair.run('failover', { to: 'away' })).toMatchObject({ outcome: 'done' });
    expect(await status('away', 'last')).toBe(200);
    await back('home');
    expect(await pair.run('rejoin', { to: 'away', accept: ['loss'] })).toMatchObject({ outcome: 'done' });
    await pair.pull('home');
    expect(await pair.roles()).toBe('secondary primary');
  });
});

const postgres = findPostgres();
const describeLeases = 'missing' in postgres ? describe.skip : describe;

describeLeases(`leases of a real database user${'missing' in postgres ? ` (${postgres.missing})` : ''}`, () => {
  let pair: SnapshotPair;
  let folder: string;
  let database: Postgres;
  let users: DatabaseUsers;
  let renewed: DatabaseUser;
  let long: DatabaseUser;
  beforeAll(async () => {
    if ('missing' in postgres) return;
    folder = mkdtempSync(join(tmpdir(), 'vault-dr-leases-'));
    chmodSync(folder, 0o755); // PostgreSQL runs as another user
    database = await Postgres.create(postgres, join(folder, 'database'));
    pair = await SnapshotPair.start();
    users = new DatabaseUsers(database, pair.rootToken);
  });
  afterAll(async () => {
    await pair.stop();
    await database.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('are never ended by the region that has the file, although the file says that they have ended', async () => {
    const { home } = pair.nodes;
    await users.enable(home, '10s');
    [renewed, long] = [await users.create(home), await users.create(home)];
    await users.renew(home, long, 3_600);
    await pair.pull();
    await users.renew(home, renewed, 3_600);
    // It began after the other two, so that their first ten seconds are over when home has ended it.
    const forgotten = await users.create(home);
    await until(async () => !(await users.exists(forgotten)));
    expect([await users.exists(renewed), await users.exists(long)]).toEqual([true, true]);
  });

  it('go on after a failover as the file has them', async () => {
    await pair.nodes.home.kill();
    expect(await pair.run('failover')).toMatchObject({ outcome: 'done' });
    expect(await users.renew(pair.nodes.away, long, 600)).toBeGreaterThan(500);
    expect(await users.exists(long)).toBe(true);
    // It was renewed after the file, and ended by its time in the file. docs/community.md says so.
    await until(async () => !(await users.exists(renewed)));
  });
});
