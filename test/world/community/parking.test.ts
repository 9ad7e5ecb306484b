import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { ClusterNodes } from '../../../functions/dr-operations/replication/snapshot';
import { Deadline } from '../../../functions/shared/clock';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { StepError } from '../../../functions/shared/errors';
import { poll } from '../../../functions/shared/retry';
import { SnapshotPair } from '../../local/community/snapshot-pair';

jest.setTimeout(120_000);
// A test that is repeated begins with what its first try left behind, and fails for another reason.
jest.retryTimes(0);

const limit = (): AbortSignal => AbortSignal.timeout(5_000);
const killed = (): Promise<never> => Promise.reject(new Error('killed'));

/** One story: each test goes on where the last one ended, because a pair takes seconds to start. */
describe('an old primary that is parked by the system', () => {
  let pair: SnapshotPair;
  let written = 0;
  /** Root token of the cluster that was parked by hand. Every file of a parked cluster comes from it. */
  let parkedToken = '';
  let primary: ClusterName = 'home';

  beforeAll(async () => {
    pair = await SnapshotPair.start();
    await pair.nodes.home.must('POST', 'sys/mounts/written', { token: pair.rootToken, body: { type: 'kv' } });
  });
  afterAll(() => pair.stop());

  const write = async (): Promise<void> => {
    written += 1;
    await pair.nodes[primary].must('POST', `written/${written}`, { token: pair.rootToken, body: { written } });
  };
  const isServed = async (): Promise<boolean> =>
    (await pair.nodes[primary].call('GET', `written/${written}`, { token: pair.rootToken })).status === 200;
  const rolesFor = (name: ClusterName): string => (name === 'home' ? 'primary secondary' : 'secondary primary');

  /** Moves the role to the other cluster. The servers of the old primary do what a test says. */
  const switchOver = async (nodes: ClusterNodes): Promise<unknown> => {
    await write();
    primary = otherCluster(primary);
    return pair.run('switchover', { to: primary }, nodes);
  };
  /** A look has a limit of a second, and a machine that stalls for longer shows nothing. No operation is repeated here. */
  const expectRoles = async (): Promise<void> => {
    let roles = '';
    const isRight = async (): Promise<true | undefined> =>
      (roles = await pair.roles()) === rolesFor(primary) || undefined;
    const { clock } = pair;
    await poll(isRight, { clock, deadline: Deadline.in(clock, 20_000), backOff: { firstMs: 100, mostMs: 1_000 } });
    expect(roles).toBe(rolesFor(primary));
  };
  const expectParked = async (): Promise<void> => {
    await expectRoles();
    expect(await isServed()).toBe(true);
    const parked = pair.nodes[otherCluster(primary)];
    expect(await parked.call('GET', `written/${written}`, { token: pair.rootToken })).toMatchObject({ status: 403 });
    await pair.pull(otherCluster(primary));
    await expectRoles();
  };

  it('takes no file of a cluster with the marker that holds more', async () => {
    const as = { token: pair.parkedToken };
    await pair.nodes.away.must('POST', 'sys/mounts/secret', { ...as, body: { type: 'kv' } });
    const { newest, parkedFile } = await pair.pull();
    expect(newest).toBeDefined();
    expect(parkedFile).toBeUndefined();
    await pair.nodes.away.must('DELETE', 'sys/mounts/secret', as);
    expect(await pair.stores.away.readParked(limit())).toBeUndefined();
  });

  it('says what to do if there is no file of a parked cluster yet, and deletes nothing', async () => {
    await pair.pull();
    await pair.s3.away.send(new DeleteObjectCommand({ Bucket: 'snapshots-away', Key: 'parked/cluster.snap' }));
    expect(await switchOver(pair.servers)).toMatchObject({
      outcome: 'partial',
      error: { message: expect.stringContaining('Park home by hand this time') as string },
    });
    expect(pair.nodes.home.hasData).toBe(true);
    expect(await pair.stores.away.readDemotion('home', limit())).not.toHaveProperty('parking');
    expect(await isServed()).toBe(true);
  });

  it('is parked by hand then, as ever', async () => {
    await pair.emptied.wipe('home', undefined as never, false);
    await pair.nodes.home.start();
    parkedToken = await pair.park('home');
    expect(await pair.run('rejoin')).toMatchObject({ outcome: 'done' });
    expect(await pair.pull('home')).toMatchObject({ parkedFile: 'taken' });
    expect(await pair.pull('home')).toMatchObject({ parkedFile: 'kept' });
    await expectParked();
  });

  it('keeps the file of a parked cluster apart from the copies', async () => {
    const parked = await pair.stores.home.readParked(limit());
    const newest = await pair.stores.home.newest(Date.now(), limit());
    expect(newest?.key).toMatch(/^snapshots\//);
    expect(parked?.clusterId).not.toBe(newest?.clusterId);
  });

  it('ends right if a server cannot be reached, and nothing is initialised before it was', async () => {
    const unreachable = (): Promise<never> => Promise.reject(new StepError('i-2 was not emptied', 'Look at it.'));
    const failed = await switchOver(pair.parkedBy({ ...pair.emptied, wipe: unreachable }));
    expect(failed).toMatchObject({ outcome: 'partial', error: { message: expect.stringContaining('i-2') as string } });
    expect(pair.nodes.away.hasData).toBe(true);
    expect(await pair.run('rejoin')).toMatchObject({ outcome: 'done' });
    await expectParked();
  });

  it('ends right if the run is killed after the servers were emptied', async () => {
    await expect(switchOver(pair.parkedBy({ ...pair.emptied, start: killed }))).rejects.toThrow('killed');
    expect(pair.nodes.home.hasData).toBe(false);
    await expect(pair.run('failover', { to: 'home', accept: ['loss'] })).rejects.toThrow('its data are deleted');
    expect(await pair.run('rejoin')).toMatchObject({ outcome: 'done' });
    await expectParked();
  });

  it('ends right if the run is killed right after the initialisation, and the root token is lost', async () => {
    const nodes: ClusterNodes = {
      ...pair.servers,
      park: (name, deadline, record) =>
        pair.parkedBy(pair.emptied).park?.(name, deadline, { ...record, made: killed }, false) ?? killed(),
    };
    await expect(switchOver(nodes)).rejects.toThrow('killed');
    expect(await pair.nodes.away.health()).toBe(200);
    expect(await pair.run('rejoin')).toMatchObject({ outcome: 'done' });
    await expectParked();
  });

  it('begins anew if the run is killed after the restore, because the other servers are not started', async () => {
    const { emptied } = pair;
    const nodes = pair.parkedBy({
      ...emptied,
      start: (name, deadline, only) => (only === undefined ? killed() : emptied.start(name, deadline, only)),
    });
    await expect(switchOver(nodes)).rejects.toThrow('killed');
    expect(await pair.run('rejoin')).toMatchObject({ outcome: 'done' });
    await expectRoles();
    expect(await pair.run('rejoin', {}, pair.parkedBy({ ...emptied, wipe: killed }))).toMatchObject({
      outcome: 'done',
    });
    await expectParked();
  });

  it('is promoted with its file after it was sealed meanwhile, and never with nothing', async () => {
    const parked = otherCluster(primary);
    await pair.nodes[parked].must('PUT', 'sys/seal', { token: parkedToken });
    await pair.nodes[primary].kill();
    await expect(pair.run('failover', { to: parked, accept: ['loss'] })).rejects.toThrow('it is sealed');
    await pair.nodes[primary].start();
    await pair.nodes[parked].kill();
    await pair.nodes[parked].start();
    await pair.nodes[parked].until('it is active', ({ status }) => status === 200);
    await pair.nodes[primary].until('it is active', ({ status }) => status === 200);
    await expectParked();
  });
});
