import { useEngine, hurried, stepsOf } from './engine-bench';

const bench = useEngine();

describe('runOperation: switchover', () => {
  it('demotes, waits, promotes, moves the name and links, in this order, and loses no write', async () => {
    const result = await bench.current.run('switchover');
    expect(result).toMatchObject({ outcome: 'done', left: [], weights: { home: 0, away: 255 } });
    expect(bench.current.pair.events).toEqual([
      'home primary/demote',
      'away secondary/promote',
      'name to away',
      'away primary/secondary-token',
      'home secondary/update-primary',
    ]);
    expect(stepsOf(result).slice(0, 3)).toEqual(['demote home', 'catch-up away', 'promote away']);
    expect(bench.current.pair.lostWrites('away')).toEqual([]);
    expect(bench.current.pair.most).toBe(1);
  });

  it('plans nothing when it is run again', async () => {
    await bench.current.run('switchover');
    const before = bench.current.pair.events.length;
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done', steps: [] });
    expect(bench.current.pair.events).toHaveLength(before);
  });

  it('leads home again as a failback', async () => {
    await bench.current.run('switchover');
    expect(await bench.current.run('failback')).toMatchObject({
      outcome: 'done',
      left: [],
      weights: { home: 255, away: 0 },
    });
    expect(bench.current.roles()).toBe('primary secondary');
    expect(bench.current.pair.lostWrites('home')).toEqual([]);
    expect(bench.current.pair.most).toBe(1);
  });

  it('waits for a demotion that does not show at once, and asks only once', async () => {
    bench.current.pair.clusters.home.showsOldModeFor = 6;
    bench.current.pair.restartRequests = 0;
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done' });
    expect(bench.current.pair.clusters.home.writes().filter((path) => path === 'primary/demote')).toHaveLength(1);
  });

  it('believes no WAL number that a restart began anew', async () => {
    const { home } = bench.current.pair.clusters;
    home.saysWals = false;
    bench.current.pair.clusters.away.saysWals = false;
    bench.current.pair.ships = false;
    const result = await bench.current.run('switchover', {}, hurried(bench.current.dependencies()));
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'PlanRefusedError' } });
    expect(result.summary).toContain('The switchover was undone, home is primary again');
    expect(bench.current.roles()).toBe('primary secondary');
    expect(bench.current.pair.lostWrites('home')).toEqual([]);
  });

  it.each([
    ['demotion', 'home', 'primary/demote'],
    ['promotion', 'away', 'secondary/promote'],
  ] as const)('observes a %s whose answer was lost, and does not repeat it', async (_name, cluster, path) => {
    bench.current.pair.clusters[cluster].fail(path, { effect: true });
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done' });
    expect(bench.current.pair.clusters[cluster].writes().filter((call) => call === path)).toHaveLength(1);
    expect(bench.current.pair.lostWrites('away')).toEqual([]);
  });

  it('waits for a lost promotion that takes effect only later', async () => {
    bench.current.pair.clusters.away.fail('secondary/promote', { effect: true, after: 4 });
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done' });
    expect(bench.current.pair.clusters.away.writes().filter((path) => path === 'secondary/promote')).toHaveLength(1);
    expect(bench.current.pair.most).toBe(1);
  });

  it('promotes again and again while Vault is still catching up', async () => {
    const errors = ['replication is still catching up, try again later or provide the "force" argument'];
    bench.current.pair.clusters.away.fail('secondary/promote', { status: 503, errors, times: 3 });
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done' });
    expect(bench.current.pair.clusters.away.writes().filter((path) => path === 'secondary/promote')).toHaveLength(4);
  });

  it('goes back when the promotion is refused for good', async () => {
    bench.current.pair.clusters.away.fail('secondary/promote', { status: 400, errors: ['no'] });
    expect(await bench.current.run('switchover')).toMatchObject({
      outcome: 'partial',
      weights: { home: 255, away: 0 },
    });
    expect(bench.current.roles()).toBe('primary secondary');
    expect(bench.current.pair.lostWrites('home')).toEqual([]);
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done' });
  });

  it('fails with words, and ends, when both promotions are refused', async () => {
    bench.current.pair.clusters.away.fail('secondary/promote', { status: 400, errors: ['no'], times: 50 });
    bench.current.pair.clusters.home.fail('secondary/promote', { status: 400, errors: ['no'], times: 50 });
    const result = await bench.current.run('switchover');
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'PlanRefusedError' } });
    expect(result.summary).toContain('Neither cluster is primary');
    expect(result.steps.filter(({ kind }) => kind === 'promote')).toHaveLength(2);
  });

  it('goes back when the secondary dies after the demotion', async () => {
    bench.current.after('home primary/demote', () => (bench.current.pair.clusters.away.restarting = Infinity));
    const result = await bench.current.run('switchover', {}, hurried(bench.current.dependencies()), 600_000);
    expect(result).toMatchObject({ outcome: 'partial', weights: { home: 255, away: 0 } });
    expect(result.summary).toContain('The switchover was undone, home is primary again');
    expect(bench.current.roles()).toBe('primary secondary');
    expect(bench.current.pair.lostWrites('home')).toEqual([]);
  });

  it('takes a fresh secondary token for each try to link', async () => {
    const errors = ['error response unwrapping secondary token; status code is 400, message is "400 Bad Request"'];
    bench.current.pair.clusters.home.fail('secondary/update-primary', { status: 500, errors, times: 2 });
    expect(await bench.current.run('switchover')).toMatchObject({ outcome: 'done', left: [] });
    expect(bench.current.pair.clusters.away.issued).toBe(3);
    const tokens = bench.current.pair.clusters.home.server.requests
      .filter(({ path }) => path.endsWith('update-primary'))
      .map(({ body }) => JSON.parse(body) as { token: string; primary_api_addr: string });
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(3);
    expect(tokens.map(({ primary_api_addr: address }) => address)).toEqual(
      Array(3).fill(bench.current.pair.clusters.away.server.address),
    );
  });

  it('says confirm-dns when the name servers are slow, and is done all the same', async () => {
    bench.current.route53.pendingLooks = 1_000;
    const result = await bench.current.run('switchover', {}, hurried(bench.current.dependencies()));
    expect(result).toMatchObject({ outcome: 'done', left: ['confirm-dns'], weights: { away: 255 } });
  });

  it('changes nothing in a dry run, and shows the plan', async () => {
    const result = await bench.current.run('switchover', { dryRun: true });
    expect(result).toMatchObject({ outcome: 'planned', steps: [], plan: { kind: 'act' } });
    expect([
      ...bench.current.pair.clusters.home.writes(),
      ...bench.current.pair.clusters.away.writes(),
      ...bench.current.pair.events,
    ]).toEqual([]);
    expect([bench.current.tables.home, bench.current.tables.away].map(({ calls }) => calls)).toEqual([
      ['QueryCommand'],
      ['QueryCommand'],
    ]);
  });

  it.each<[string, () => unknown, string]>([
    ['the secondary is idle', () => (bench.current.pair.clusters.away.state = 'idle'), 'PlanRefusedError'],
    ['the weights were edited', () => (bench.current.route53.weights = { home: 100, away: 100 }), 'PlanRefusedError'],
    ['the secret is empty', () => (bench.current.secrets.value = undefined), 'OperationTokenError'],
    ['Secrets Manager is down', () => (bench.current.secrets.behaviour = 'fails'), 'OperationTokenError'],
    ['Route 53 is down', () => (bench.current.route53.behaviour = 'fails'), 'PlanRefusedError'],
    [
      'the token may do nothing',
      () => (bench.current.secrets.value = bench.current.secrets.value?.replace('hvb.', 'hvb.x') ?? ''),
      'PlanRefusedError',
    ],
  ])('refuses and changes nothing when %s', async (_name, break_, type) => {
    break_();
    expect((await bench.current.failureOf('switchover')).name).toBe(type);
    expect(bench.current.pair.events).toEqual([]);
    expect([bench.current.tables.home.lease(), bench.current.tables.away.lease()]).toEqual([undefined, undefined]);
  });
});
