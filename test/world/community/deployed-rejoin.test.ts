import { DeployedPair } from '../../local/community/deployed-pair';

jest.setTimeout(300_000);

/** One story: each test goes on where the last one ended. */
describe('a deployed CommunityVaultDr that parks an old primary', () => {
  let pair: DeployedPair;
  beforeAll(async () => (pair = await DeployedPair.start({ parks: true })));
  afterAll(() => pair.stop());

  const operate = (cluster: 'home' | 'away', event: object): Promise<Record<string, unknown>> =>
    pair.invoke(cluster, 'community-operations', { reason: 'a test', ...event });
  const roles = async (): Promise<unknown> => {
    const { clusters } = await operate('away', { operation: 'status' });
    const { home, away } = clusters as Record<'home' | 'away', { role: string }>;
    return `${home.role} ${away.role}`;
  };

  it('keeps a file of the parked cluster beside the copies', async () => {
    expect(await pair.invoke('away', 'snapshot-puller')).toMatchObject({ parkedFile: 'taken' });
  });

  it('parks the old primary in one call, when it is back after a failover', async () => {
    await pair.nodes.home.kill();
    expect(await operate('away', { operation: 'failover' })).toMatchObject({ outcome: 'done' });
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status }) => status === 200);
    const result = await operate('away', { operation: 'rejoin', to: 'away', accept: ['loss'] });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(await pair.invoke('home', 'snapshot-puller')).toMatchObject({ source: 'away', parkedFile: 'taken' });
    expect(await roles()).toBe('secondary primary');
  });

  it('switches over to home, and parks away', async () => {
    expect(await operate('home', { operation: 'switchover', to: 'home' })).toMatchObject({ outcome: 'done' });
    await pair.invoke('away', 'snapshot-puller');
    expect(await roles()).toBe('primary secondary');
    expect(await pair.weights()).toEqual({ home: 255, away: 0 });
  });

  it('logs no token and no key of the clusters that were initialised', () => {
    expect(pair.logs()).not.toMatch(/root_token|recovery_keys|\bs\.[A-Za-z0-9]{24}/);
  });
});
