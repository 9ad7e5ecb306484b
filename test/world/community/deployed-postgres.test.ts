import { DeployedPostgres } from '../../local/community/deployed-postgres';
import { findPostgres, missingClient } from '../../local/community/find-postgres';
import { Writer } from '../../local/community/writer';

jest.setTimeout(240_000);

const programs = findPostgres();
const missing = 'missing' in programs ? programs.missing : missingClient();
const suite = missing === undefined ? describe : describe.skip;

suite(`a deployed CommunityVaultDr on PostgreSQL (${missing ?? 'with real servers'})`, () => {
  let world: DeployedPostgres;
  let writer: Writer | undefined;
  beforeAll(async () => {
    if (!('missing' in programs)) world = await DeployedPostgres.start(programs);
  });
  afterAll(async () => {
    await writer?.stop();
    await world.stop();
  });

  it('says by the Lambda of either region that the pair is healthy', async () => {
    for (const cluster of ['home', 'away'] as const) {
      expect(await world.operate(cluster, { operation: 'status' })).toMatchObject({
        healthy: true,
        clusters: { home: { role: 'primary' }, away: { role: 'secondary', observation: { state: 'stream-wals' } } },
      });
    }
  });

  it('hands over without losing a write, and tells the old active node to step down', async () => {
    const { nodes, rootToken } = world.pair;
    writer = await Writer.start(nodes.home, rootToken);
    await writer.more(20);
    const result = await world.operate('home', { operation: 'switchover' });
    await writer.stop();
    expect(result).toMatchObject({ outcome: 'done', left: ['make-replica'] });
    expect(await writer.missingOn(nodes.away)).toEqual([]);
    expect(await world.weights()).toEqual({ home: 0, away: 255 });
    expect(nodes.home.log).toContain('stepping down from active operation to standby');
  });

  it('takes the old primary back in when its database is a replica again', async () => {
    const { databases } = world.pair;
    await databases.home.followAfterRewind(databases.away);
    await world.untilHealthy('away');
  });

  it('fails over by the Lambda of the region that is left, and takes back in the one that returns', async () => {
    const { nodes, databases, rootToken } = world.pair;
    await nodes.away.kill();
    await databases.away.stop('SIGKILL');
    const accept = ['unfenced-primary'];
    expect(await world.operate('home', { operation: 'failover', to: 'home', accept })).toMatchObject({
      outcome: 'done',
      left: ['rejoin'],
    });
    expect(await nodes.home.health()).toBe(200);
    expect(await world.weights()).toEqual({ home: 255, away: 0 });
    await nodes.home.must('POST', 'cubbyhole/later', { token: rootToken, body: { value: 'later' } });

    await databases.away.start();
    await nodes.away.start();
    await nodes.away.until('it is active', ({ status }) => status === 200);
    expect(await world.operate('home', { operation: 'rejoin', accept: ['loss'] })).toMatchObject({
      outcome: 'partial',
      left: ['make-replica', 'rejoin'],
    });
    expect(await nodes.away.health()).toBe(429);
    await databases.away.followAfterRewind(databases.home);
    await world.untilHealthy('home');
  });

  it('writes the password nowhere', () => {
    expect(world.logs()).not.toContain(world.password);
  });
});
