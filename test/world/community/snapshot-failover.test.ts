import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ClusterNodes } from '../../../functions/dr-operations/replication/snapshot';
import { Writer } from '../../local/community/writer';
import { SnapshotPair } from '../../local/community/snapshot-pair';

jest.setTimeout(45_000);

/** One story: each test goes on where the last one ended, because a pair takes seconds to start. */
describe('a pair of OpenBao clusters that copies snapshots', () => {
  let pair: SnapshotPair;
  let writer: Writer;
  let takenAt = 0;
  let serviceToken = '';

  beforeAll(async () => {
    pair = await SnapshotPair.start();
    writer = await Writer.start(pair.nodes.home, pair.rootToken);
    const { auth } = await pair.nodes.home.must('POST', 'auth/token/create', {
      token: pair.rootToken,
      body: { policies: ['default'], ttl: '1h' },
    });
    serviceToken = (auth as { client_token: string }).client_token;
  });
  afterAll(async () => {
    await writer.stop();
    await pair.stop();
  });

  it('takes a verified file while clients write', async () => {
    await writer.more(20);
    const { newest, notRestorable } = await pair.pull();
    takenAt = Date.parse(newest?.takenAt ?? '');
    expect(newest?.index).toBeGreaterThan(20);
    expect(notRestorable).toEqual([]);
    expect(await pair.roles()).toBe('primary secondary');
  });

  it('gives the parked cluster nothing before the failover', async () => {
    expect(await pair.nodes.away.call('GET', 'written/1', { token: pair.rootToken })).toMatchObject({ status: 403 });
    expect(pair.nodes.away.log).not.toContain('revoked lease');
  });

  it('refuses a switchover while clients go on to write, and changes nothing', async () => {
    await expect(pair.run('switchover')).rejects.toThrow('writes go on');
    expect(await pair.roles()).toBe('primary secondary');
    await pair.pull();
  });

  it('has every confirmed write that is older than the announced loss after a failover', async () => {
    await writer.more(20);
    await pair.nodes.home.kill();
    await writer.stop();
    const result = await pair.run('failover');
    expect(result).toMatchObject({ outcome: 'done' });
    const since = /everything up to ([\d:.TZ-]+)/.exec(JSON.stringify(result))?.[1] ?? '';
    expect(Date.parse(since)).toBeGreaterThan(takenAt);
    const missing = await writer.missingOn(pair.nodes.away);
    expect(missing.filter(({ at }) => at < Date.parse(since))).toEqual([]);
    expect(missing.length).toBeGreaterThan(0);
    expect(await pair.roles()).toBe('gone primary');
    expect(pair.route53.weights).toEqual({ home: 0, away: 255 });
  });

  it('keeps the tokens and leases of the lost cluster', async () => {
    const renewed = await pair.nodes.away.call('POST', 'auth/token/renew-self', { token: serviceToken });
    expect(renewed).toMatchObject({ status: 200 });
  });

  it('has nothing left to do if the failover is run again', async () => {
    expect(await pair.run('failover')).toMatchObject({ outcome: 'done', steps: [] });
  });

  it('takes no file of an old primary that came back', async () => {
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status }) => status === 200);
    expect(await pair.roles()).toBe('primary primary');
    expect(await pair.pull()).toMatchObject({ skipped: 'already-restored' });
    expect(await pair.pull('home')).toMatchObject({ skipped: 'already-restored' });
  });

  it('takes no file of the old primary either while the cluster that took over gives no answer', async () => {
    const newest = () => pair.stores.away.newest(Date.now(), AbortSignal.timeout(5_000));
    const before = await newest();
    await pair.nodes.away.kill();
    await expect(pair.pull()).rejects.toThrow('so that home may be an old primary');
    expect(await newest()).toEqual(before);
    await pair.nodes.away.start();
    await pair.nodes.away.until('it is active', ({ status }) => status === 200);
  });

  it('keeps the last file of the old primary, says what it had beyond, and parks it', async () => {
    const result = await pair.run('rejoin', { to: 'away', accept: ['loss'] });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(JSON.stringify(result.steps)).toMatch(/it had up to \d+ raft entries beyond the snapshot/);
    expect(JSON.stringify(result.steps)).toMatch(/kept\/[^ ]+ in snapshots-home/);
    expect(await pair.roles()).toBe('secondary primary');
    expect(await pair.nodes.home.call('GET', 'written/1', { token: pair.rootToken })).toMatchObject({ status: 403 });
  });

  it('copies in the other direction from then on', async () => {
    expect(await pair.pull('home')).toMatchObject({ source: 'away', newest: {} });
    expect(await pair.pull('away')).toMatchObject({ skipped: 'source-is-parked' });
  });

  it('promotes nothing with a corrupt file, deletes nothing, and gives the fenced primary its role back', async () => {
    const newest = await pair.stores.home.newest(Date.now(), AbortSignal.timeout(5_000));
    const { key = '', bytes = 0, takenAt = 0 } = newest ?? {};
    const at = { Bucket: 'snapshots-home' };
    const { Metadata } = await pair.s3.home.send(new HeadObjectCommand({ ...at, Key: key }));
    const later = new Date(takenAt + 1).toISOString();
    const Key = `snapshots/${later}.snap`;
    const forged = { Body: Buffer.alloc(bytes, 1), Metadata: { ...Metadata, 'taken-at': later } };
    await pair.s3.home.send(new PutObjectCommand({ ...at, Key, ...forged }));
    await pair.nodes.away.kill();
    const { outcome, error } = await pair.run('failover', { to: 'home' });
    expect({ outcome, refusal: error?.refusal }).toEqual({ outcome: 'partial', refusal: 'undone' });
    expect(error?.message).toContain('The snapshot file is corrupt');
    expect(await pair.roles()).toBe('secondary primary');
    await pair.s3.home.send(new DeleteObjectCommand({ ...at, Key }));
  });

  it('loses nothing in a switchover while nobody writes, and proves it', async () => {
    const confirmed = await pair.nodes.away.call('POST', 'written/last', {
      token: pair.rootToken,
      body: { number: 0 },
    });
    expect(confirmed.status).toBe(204);
    const result = await pair.run('switchover', { to: 'home' });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(JSON.stringify(result.steps)).toContain('the last file has every write');
    expect(await pair.nodes.home.call('GET', 'written/last', { token: pair.rootToken })).toMatchObject({ status: 200 });
    expect(await pair.roles()).toBe('primary secondary');
  });

  it('ends right if a switchover is killed before the seal, and again after the restore', async () => {
    await pair.pull('away');
    const killed: ClusterNodes = { ...pair.servers, stopStandbys: () => Promise.reject(new Error('killed')) };
    await expect(pair.run('switchover', { to: 'away' }, killed)).rejects.toThrow('killed');
    expect(await pair.roles()).toBe('primary secondary');
    // Then after the restore.
    const dead: ClusterNodes = { ...pair.servers, restart: () => Promise.reject(new Error('killed')) };
    await expect(pair.run('switchover', { to: 'away' }, dead)).rejects.toThrow('killed');
    const result = await pair.run('switchover', { to: 'away' });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(await pair.nodes.away.call('GET', 'written/last', { token: pair.rootToken })).toMatchObject({ status: 200 });
    expect(await pair.roles()).toBe('secondary primary');
  });
});
