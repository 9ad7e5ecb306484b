import { runStatus, type EngineDependencies } from '../../../functions/dr-operations/engine';
import type { OperationResult } from '../../../functions/dr-operations/result';
import type { Promotion } from '../../../functions/dr-operations/world';
import { AwsError } from '../../../functions/shared/errors';
import { hurried, stepsOf, useEngine } from './engine-bench';

const bench = useEngine();
/** Short, because the change of the name is repeated until it ends. */
const BUDGET_MS = 1_500;
const LOSS = { accept: ['loss'] };

/** Health checks, whose turns are told beside the events of the clusters and of the name. */
function withHealth(dependencies = bench.current.dependencies()): EngineDependencies {
  const tell = async (event: string): Promise<void> => Promise.resolve(bench.current.pair.tell(event));
  const nameHealth = {
    lead: (cluster: string) => tell(`health to ${cluster}`),
    release: () => tell('health released'),
  };
  return { ...dependencies, aws: { ...dependencies.aws, nameHealth } };
}

function withDeafHealth(dependencies = bench.current.dependencies()): EngineDependencies {
  const fail = async (): Promise<void> => Promise.reject(new AwsError('CloudWatch', 'PutMetricData', undefined, 'x'));
  return { ...dependencies, aws: { ...dependencies.aws, nameHealth: { lead: fail, release: fail } } };
}

/** Changes of the name and turns of the health checks, oldest first. */
const ofTheName = (): string[] => bench.current.pair.events.filter((event) => /^(name|health)/.test(event));

/** The promotion in the newest entry of the journal. */
function promotionInJournal(): Promotion | undefined {
  const [newest] = [...bench.current.tables.away.items]
    .filter(([key]) => key.startsWith('operation/'))
    .sort(([a], [b]) => b.localeCompare(a));
  const text = newest?.[1]['promotion']?.S;
  return text === undefined ? undefined : (JSON.parse(text) as Promotion);
}

describe('while Route 53 takes changes', () => {
  it.each(['failover', 'switchover'])('a %s does not touch the health checks', async (operation) => {
    if (operation === 'failover') await bench.current.loseHome();
    const result = await bench.current.run(operation, {}, withHealth());
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 }, warnings: [] });
    expect(ofTheName()).toEqual(['name to away']);
    expect(promotionInJournal()).not.toHaveProperty('ledByHealth');
  });

  it('health checks that cannot be told change nothing', async () => {
    await bench.current.loseHome();
    expect(await bench.current.run('failover', {}, withDeafHealth())).toMatchObject({
      outcome: 'done',
      weights: { away: 255 },
    });
  });

  it('a change that works at the second attempt ends what the health checks began', async () => {
    await bench.current.loseHome();
    bench.current.route53.refusesChanges = true;
    const world = withHealth();
    bench.current.after('health to away', () => (bench.current.route53.refusesChanges = false));
    const result = await bench.current.run('failover', {}, world);
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 }, left: ['rejoin'], warnings: [] });
    expect(bench.current.pair.events).toEqual([
      'away secondary/promote',
      'health to away',
      'name to away',
      'health released',
    ]);
    expect(promotionInJournal()).not.toHaveProperty('ledByHealth');
  });
});

it('a change whose answer is lost counts as done, also if the cluster is lost before the second attempt', async () => {
  const { current } = bench;
  const world = await current.withoutHome();
  await current.run('failover', { dns: 'defer' }, world);
  current.after('name to away', () => {
    current.pair.clusters.away.isLost = true;
    throw Object.assign(new Error('the answer is lost'), { name: 'ServiceUnavailable' });
  });
  const result = await current.run('failover', {}, world, 2 * BUDGET_MS);
  expect(result).toMatchObject({ outcome: 'partial' });
  expect(current.route53.weights).toEqual({ home: 0, away: 255 });
});

describe.each([
  [
    'is down',
    () => void (bench.current.route53.behaviour = 'fails'),
    () => void (bench.current.route53.behaviour = 'answers'),
  ],
  [
    'refuses changes',
    () => void (bench.current.route53.refusesChanges = true),
    () => void (bench.current.route53.refusesChanges = false),
  ],
])('while Route 53 %s', (_, begin, end) => {
  const failOver = (world = withHealth()): Promise<OperationResult> =>
    bench.current.run('failover', {}, world, BUDGET_MS);

  it('a failover is done, and the health checks lead the clients', async () => {
    await bench.current.loseHome();
    begin();
    const result = await failOver();
    expect(result).toMatchObject({
      outcome: 'done',
      summary: 'away is primary and the health checks lead the clients to it',
      left: ['confirm-dns', 'rejoin'],
      warnings: [{ kind: 'led-by-health', cluster: 'away' }],
    });
    expect(result.steps.find(({ kind }) => kind === 'switch-dns')).toMatchObject({ outcome: 'failed' });
    expect(bench.current.pair.events).toEqual(['away secondary/promote', 'health to away']);
  });

  it('the journal says where the health checks lead, and status says so too', async () => {
    await bench.current.loseHome();
    begin();
    await failOver();
    expect(promotionInJournal()).toMatchObject({ cluster: 'away', hadClients: true, ledByHealth: 'away' });
    end();
    const { problems } = await runStatus(bench.current.dependencies());
    expect(problems.map(({ kind }) => kind)).toEqual(['not-following', 'led-by-health']);
  });

  it.each(['failover', 'dns-switch'])('%s changes the weights later', async (operation) => {
    await bench.current.loseHome();
    begin();
    await failOver();
    end();
    const result = await bench.current.run(operation, {}, withHealth());
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 }, warnings: [] });
    expect(stepsOf(result)).toEqual(['switch-dns away', 'confirm-dns away']);
    expect(promotionInJournal()).not.toHaveProperty('ledByHealth');
    expect(ofTheName().at(-1)).toBe('health released');
  });

  it('a failover is partial if the health checks cannot be told either', async () => {
    await bench.current.loseHome();
    begin();
    expect(await failOver(withDeafHealth())).toMatchObject({ outcome: 'partial', error: { type: 'AwsError' } });
  });

  it('a failover without health checks is partial', async () => {
    await bench.current.loseHome();
    begin();
    expect(await failOver(bench.current.dependencies())).toMatchObject({ outcome: 'partial' });
  });
});

describe('after a failover that Route 53 did not follow', () => {
  beforeEach(async () => {
    bench.current.route53.refusesChanges = true;
    await bench.current.run('failover', {}, withHealth(await bench.current.withoutHome()), BUDGET_MS);
    bench.current.homeReturns();
  });

  it('dns-switch, which has nothing else to do, is not done', async () => {
    expect(await bench.current.run('dns-switch', {}, withHealth(), BUDGET_MS)).toMatchObject({
      outcome: 'partial',
      error: { refusal: 'name-refused' },
      left: ['confirm-dns'],
    });
  });

  it('rejoin keeps the cluster that the health checks lead to, although the weights name the other', async () => {
    bench.current.route53.refusesChanges = false;
    expect(await bench.current.run('rejoin', LOSS, withHealth())).toMatchObject({ outcome: 'done' });
    expect(bench.current.roles()).toBe('secondary primary');
    expect(bench.current.route53.weights).toEqual({ home: 0, away: 255 });
  });

  it('a failover back to the old primary objects, as if the weights were changed', async () => {
    const error = await bench.current.failureOf('failover', { to: 'home' }, withHealth());
    expect(error).toMatchObject({ needs: ['unfenced-primary', 'loss'] });
  });

  it('a switchover back lets the weights lead again, which were right all the time', async () => {
    const rejoined = await bench.current.run('rejoin', LOSS, hurried(withHealth()));
    expect(rejoined.left).toContain('confirm-dns');
    bench.current.route53.refusesChanges = false;
    expect(await bench.current.run('failback', {}, withHealth())).toMatchObject({ outcome: 'done', left: [] });
    expect(bench.current.roles()).toBe('primary secondary');
    expect(ofTheName().slice(-2)).toEqual(['name to home', 'health released']);
    expect(promotionInJournal()).toMatchObject({ cluster: 'home' });
    expect(promotionInJournal()).not.toHaveProperty('ledByHealth');
  });

  it('a switchover back leads by the health checks while Route 53 still refuses', async () => {
    await bench.current.run('rejoin', LOSS, hurried(withHealth()));
    const back = await bench.current.run('failback', {}, hurried(withHealth()));
    expect(back).toMatchObject({ outcome: 'done', left: ['confirm-dns'] });
    expect(ofTheName().at(-1)).toBe('health to home');
    expect(promotionInJournal()).toMatchObject({ cluster: 'home', ledByHealth: 'home' });
  });

  it('weights that are right do not help while the health checks cannot be released', async () => {
    await bench.current.run('rejoin', LOSS, hurried(withHealth()));
    bench.current.route53.refusesChanges = false;
    const stuck = await bench.current.run('failback', {}, withDeafHealth());
    expect(stuck).toMatchObject({ outcome: 'partial', error: { type: 'AwsError' } });
    expect(await bench.current.run('failback', {}, withHealth())).toMatchObject({ outcome: 'done' });
    expect(ofTheName().slice(-2)).toEqual(['name to home', 'health released']);
  });
});
