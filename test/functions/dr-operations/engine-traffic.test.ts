import { runStatus, type EngineDependencies } from '../../../functions/dr-operations/engine';
import type { ProgressEvent } from '../../../functions/dr-operations/notes';
import type { OperationResult } from '../../../functions/dr-operations/result';
import type { Promotion } from '../../../functions/dr-operations/world';
import { AwsError } from '../../../functions/shared/errors';
import { hurried, stepsOf, useEngine } from './engine-bench';

const bench = useEngine();
/** Short, because the change of the name is repeated until it ends. */
const BUDGET_MS = 1_500;
const LOSS = { accept: ['loss'] };

/** Health checks, beside the events of the clusters and of the name. */
function withHealth(dependencies = bench.current.dependencies()): EngineDependencies {
  const lead = async (cluster: string): Promise<void> => {
    bench.current.pair.tell(`health to ${cluster}`);
    return Promise.resolve();
  };
  return { ...dependencies, aws: { ...dependencies.aws, lead } };
}

function withDeafHealth(dependencies = bench.current.dependencies()): EngineDependencies {
  const lead = async (): Promise<void> => Promise.reject(new AwsError('CloudWatch', 'PutMetricData', undefined, 'x'));
  return { ...dependencies, aws: { ...dependencies.aws, lead } };
}

/** The promotion in the newest entry of the journal. */
function promotionInJournal(): Promotion | undefined {
  const [newest] = [...bench.current.tables.away.items]
    .filter(([key]) => key.startsWith('operation/'))
    .sort(([a], [b]) => b.localeCompare(a));
  const text = newest?.[1]['promotion']?.S;
  return text === undefined ? undefined : (JSON.parse(text) as Promotion);
}

describe('while Route 53 takes changes', () => {
  it('the health checks are told of the promotion, and the weights change', async () => {
    await bench.current.loseHome();
    const result = await bench.current.run('failover', {}, withHealth());
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 }, left: ['rejoin'], warnings: [] });
    expect(bench.current.pair.events).toEqual(['away secondary/promote', 'health to away', 'name to away']);
    expect(promotionInJournal()).not.toHaveProperty('ledByHealth');
  });

  it('a switchover tells them only when the name may move', async () => {
    await bench.current.run('switchover', {}, withHealth());
    const { events } = bench.current.pair;
    expect(events.indexOf('health to away')).toBeGreaterThan(events.indexOf('away secondary/promote'));
    expect(events.indexOf('health to away')).toBe(events.indexOf('name to away') - 1);
  });

  it('an operation that moves no name tells them nothing', async () => {
    await bench.current.run('failover', { dryRun: true }, withHealth());
    await bench.current.run('link', { to: 'home' }, withHealth());
    expect(bench.current.pair.events.filter((event) => event.startsWith('health'))).toEqual([]);
  });

  it('health checks that cannot be told are a warning', async () => {
    await bench.current.loseHome();
    const notes: ProgressEvent[] = [];
    const world = { ...withDeafHealth(), onProgress: (event: ProgressEvent) => void notes.push(event) };
    expect(await bench.current.run('failover', {}, world)).toMatchObject({ outcome: 'done', weights: { away: 255 } });
    const kinds = notes.flatMap((event) => (event.kind === 'note' ? [event.note.kind] : []));
    expect(kinds).toEqual(['health-not-led']);
  });
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

  it('a switchover back turns the health checks too, although the weights are right', async () => {
    const before = await bench.current.run('rejoin', LOSS, hurried(withHealth()));
    expect(before).toMatchObject({
      weights: { home: 255, away: 0 },
      left: expect.arrayContaining(['confirm-dns']) as unknown,
    });
    bench.current.route53.refusesChanges = false;
    await bench.current.run('failback', {}, withHealth());
    expect(bench.current.roles()).toBe('primary secondary');
    expect(bench.current.pair.events.filter((event) => event.startsWith('health')).at(-1)).toBe('health to home');
  });
});
