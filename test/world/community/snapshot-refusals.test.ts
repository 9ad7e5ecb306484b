import { CopyObjectCommand, DeleteObjectCommand } from '@aws-sdk/client-s3';
import { AwsError } from '../../../functions/shared/errors';
import { SnapshotStore } from '../../../functions/shared/snapshot-store';
import { until } from '../../helpers/until';
import { SnapshotPair } from '../../local/community/snapshot-pair';

jest.setTimeout(60_000);

const limit = (): AbortSignal => AbortSignal.timeout(5_000);

describe('a pair of OpenBao clusters with different seals', () => {
  let pair: SnapshotPair;
  beforeAll(async () => {
    pair = await SnapshotPair.start({ otherSeal: true });
    // An empty cluster without a marker may be one that should be parked.
    await pair.nodes.home.must('POST', 'sys/mounts/written', { token: pair.rootToken, body: { type: 'kv' } });
  });
  afterAll(() => pair.stop());

  it('refuses a bucket in another region before anything is taken', async () => {
    const wrong = new SnapshotStore(pair.s3.away, 'snapshots-home', 'eu-west-1');
    await expect(wrong.checkRegion(limit())).rejects.toThrow(
      /is in (eu-central-1|another region), and not in eu-west-1/,
    );
  });

  it('ends at the limit of the size, and leaves no file', async () => {
    await expect(pair.pull('away', 1_000)).rejects.toThrow('too-large');
    expect(await pair.stores.away.newest(Date.now(), limit())).toBeUndefined();
  });

  it('refuses a failover without any file', async () => {
    await expect(pair.run('failover', { accept: ['unfenced-primary', 'loss'] })).rejects.toThrow();
    expect(await pair.nodes.away.health()).toBe(200);
  });

  it('says that the bucket gives no answer, and does not call that copying', async () => {
    await pair.pull();
    const silent = new AwsError('S3', 'ListObjectsV2', new Error('no answer'), 'Try again.');
    const look = jest.spyOn(pair.stores.away, 'newest').mockRejectedValue(silent);
    expect(await pair.roles()).toBe('primary changing');
    look.mockRestore();
    expect(await pair.roles()).toBe('primary secondary');
  });

  it('restores nothing over a cluster that has the marker and holds more', async () => {
    const { away } = pair.nodes;
    const as = { token: pair.parkedToken, body: { type: 'kv' } };
    await away.must('POST', 'sys/mounts/secret', as);
    try {
      await expect(pair.run('failover', { accept: ['unfenced-primary', 'loss'] })).rejects.toThrow(
        'a restore would delete what it holds in secret/',
      );
    } finally {
      await away.must('DELETE', 'sys/mounts/secret', { token: pair.parkedToken });
    }
    await until(async () => (await pair.roles()) === 'primary secondary');
  });

  it('restores nothing over a cluster that has the marker and a namespace', async () => {
    const { away } = pair.nodes;
    const as = { token: pair.parkedToken, body: {} };
    await away.must('POST', 'sys/namespaces/team', as);
    try {
      await expect(pair.run('failover', { accept: ['unfenced-primary', 'loss'] })).rejects.toThrow(
        'a restore would delete what it holds in team/',
      );
    } finally {
      await away.must('DELETE', 'sys/namespaces/team', as);
    }
    await until(async () => (await pair.roles()) === 'primary secondary');
  });

  it('refuses a file of another seal: the parked cluster stays as it is, and the fenced primary gets its role back', async () => {
    await pair.pull();
    await pair.nodes.home.kill();
    const { error } = await pair.run('failover');
    expect(error).toMatchObject({ refusal: 'undone' });
    expect(error?.message).toMatch(/away cannot read snapshots\/.*Give both clusters the same seal with the same key/);
    await pair.nodes.away.until('it is active', ({ status }) => status === 200);
    expect(await pair.roles()).toBe('primary secondary');
  });

  it('goes on to copy the primary while away is down, after a restore was refused beside it', async () => {
    const unreached = { kind: 'not-certain', detail: 'its region gives no answer', mayHaveEffect: false } as const;
    pair.cut.add('home');
    const failover = pair.run(
      'failover',
      { accept: ['unfenced-primary'] },
      { ...pair.servers, stopAll: () => Promise.resolve(unreached) },
    );
    await expect(failover.then(JSON.stringify, String)).resolves.toContain('away cannot read snapshots/');
    pair.cut.delete('home');
    await pair.nodes.away.kill();
    expect(await pair.pull()).toMatchObject({ source: 'home', newest: {} });
    await pair.nodes.away.start();
    await pair.nodes.away.until('it is active', ({ status }) => status === 200);
  });

  it('takes no older file under a newer name for the newest one', async () => {
    const newest = await pair.stores.away.newest(Date.now(), limit());
    const at = { Bucket: 'snapshots-away', Key: 'snapshots/2999-01-01T00:00:00.000Z.snap' };
    await pair.s3.away.send(new CopyObjectCommand({ ...at, CopySource: `snapshots-away/${newest?.key}` }));
    await expect(pair.stores.away.newest(Date.now(), limit())).rejects.toThrow('do not fit its name');
    const { away } = (await pair.status()).clusters;
    expect(away.observation).toMatchObject({ detail: expect.stringContaining('Delete it, or restore') as string });
    await pair.s3.away.send(new DeleteObjectCommand(at));
  });

  it('never puts an older file over a newer one', async () => {
    const newest = await pair.stores.away.newest(Date.now(), limit());
    if (!newest) throw new Error('there is no file');
    const look = jest.spyOn(pair.stores.away, 'newest').mockResolvedValue({ ...newest, index: newest.index + 1_000 });
    await expect(pair.pull()).rejects.toThrow('older');
    look.mockRestore();
    expect(await pair.stores.away.newest(Date.now(), limit())).toEqual(newest);
  });

  it('refuses the files of a cluster that was made anew', async () => {
    const before = await pair.stores.away.newest(Date.now(), limit());
    await pair.nodes.home.kill();
    pair.nodes.home.wipe();
    await pair.nodes.home.start();
    await pair.begin('home');
    await expect(pair.pull()).rejects.toThrow('and the files in snapshots-away are of');
    expect(await pair.stores.away.newest(Date.now(), limit())).toEqual(before);
  });
});
