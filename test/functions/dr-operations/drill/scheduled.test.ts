import { DrillGuard } from '../../../../functions/dr-operations/drill/guard';
import { parseDrillStep, type DrillEndRequest } from '../../../../functions/dr-operations/drill/schedule-event';
import type { EngineDependencies } from '../../../../functions/dr-operations/engine';
import { DrillRefusedError } from '../../../../functions/shared/errors';
import { obstacleIn, recordOf, runDrillStep } from '../../../../functions/dr-operations/drill/scheduled';
import { statusOf, type StatusResult } from '../../../../functions/dr-operations/result';
import { LONGEST_DRILL_SECONDS } from '../../../../functions/dr-operations/contract';
import { FakeTable } from '../fake-aws';
import { world } from '../worlds';

const NOW = Date.parse('2026-01-06T04:00:00Z');

const status = (change: Partial<StatusResult> = {}): StatusResult => ({
  ...statusOf(world(), {}, { kind: 'known' }),
  problems: [],
  ...change,
});
const held = (until: string): Pick<StatusResult, 'tables'> => ({
  tables: { away: { kind: 'answers', lease: { holder: 'failover by jo', until } } },
});
const mark = { id: '1', at: '2026-01-06T03:00:00Z', actor: 'jo' };

describe('a scheduled drill', () => {
  it('may begin with a healthy pair', () => {
    expect(obstacleIn(status(), NOW)).toBeUndefined();
  });

  it.each<[string, Partial<StatusResult>, RegExp]>([
    ['somebody has paused', { automatic: { kind: 'known', pause: mark } }, /paused/],
    ['nobody knows whether somebody has paused', { automatic: { kind: 'unknown' } }, /not known/],
    ['an operation runs', held('2026-01-06T04:00:08Z'), /an operation runs/],
    ['an operation is unfinished', { unfinished: { operation: 'failover', to: 'away' } }, /failover is unfinished/],
    ['the pair is not healthy', { problems: [{ kind: 'no-primary', text: 'no primary' } as never] }, /no primary/],
  ])('does not begin while %s', (_, change, why) => {
    expect(obstacleIn(status(change), NOW)).toMatch(why);
  });

  it('does not wait for a lease whose holder is dead', () => {
    expect(obstacleIn(status(held('2026-01-06T03:59:00Z')), NOW)).toBeUndefined();
  });

  it('holds a lease whose end nobody can read as alive', () => {
    expect(obstacleIn(status(held('an unknown time')), NOW)).toMatch(/an operation runs/);
  });
});

describe('a scheduled drill of a pair whose old primary only a person links', () => {
  it('is refused before anything is looked at, because it could not switch back', async () => {
    const replication = { traits: { linksAgain: false } };
    const pair = { config: { drill: { rtoSeconds: 60 } }, replication } as unknown as EngineDependencies;
    const begun = async (): Promise<unknown> => runDrillStep(pair, { operation: 'drill-begin', drillId: 'one' });
    await expect(begun()).rejects.toThrow(DrillRefusedError);
    await expect(begun()).rejects.toThrow('could not switch back');
  });
});

describe('the guard of the scheduled drill', () => {
  const table = new FakeTable();
  const guard = (id: string): DrillGuard => new DrillGuard(table.client, 'journal', id);
  afterEach(() => table.items.clear());

  it('lets one drill run at a time, and the same one again', async () => {
    await guard('one').take(NOW);
    await guard('one').take(NOW);
    await expect(guard('two').take(NOW)).rejects.toThrow('Another scheduled drill runs');
  });

  it('is free when the drill has ended', async () => {
    await guard('one').take(NOW);
    await guard('one').release();
    await guard('two').take(NOW);
  });

  it('is not released by a drill that was refused', async () => {
    await guard('one').take(NOW);
    await guard('two').release();
    await expect(guard('two').take(NOW)).rejects.toThrow('Another scheduled drill runs');
  });

  it('ends after the longest drill, if the drill died', async () => {
    await guard('one').take(NOW);
    await guard('two').take(NOW + LONGEST_DRILL_SECONDS * 1000 + 1);
  });

  it('lets no drill run if nobody knows whether another one does', async () => {
    table.behaviour = 'fails';
    await expect(guard('one').take(NOW)).rejects.toThrow('Nothing was changed');
    table.behaviour = 'answers';
  });
});

describe('the record of a scheduled drill', () => {
  const leg = (switchMs: number, outcome = 'done') => ({
    operationId: 'id',
    startedAt: '2026-01-06T04:00:00.000Z',
    outcome,
    steps: [
      { kind: 'demote', outcome: 'done' as const, startMs: 0, durationMs: 10 },
      { kind: 'promote', outcome: 'done' as const, startMs: 10, durationMs: switchMs - 10 },
    ],
  });
  const record = (state: DrillEndRequest['state']) =>
    recordOf({ operation: 'drill-end', drillId: 'one', state }, { rtoSeconds: 2, now: NOW + 90_000, primary: 'home' });
  const there = 'away';
  const back = 'home';
  const startedAt = '2026-01-06T04:00:00.000Z';

  it('has the time without a primary for both switchovers, and claims nothing about clients', () => {
    const { legs, ...drill } = record({ startedAt, there, back, first: leg(900), second: leg(1100) });
    expect(drill).toMatchObject({ verdict: 'met', measuredBy: 'schedule', durationMs: 90_000, primary: 'home' });
    expect(legs).toEqual([
      { to: 'away', operationId: 'id', startedAt, outcome: 'done', switchMs: 900 },
      { to: 'home', operationId: 'id', startedAt, outcome: 'done', switchMs: 1100 },
    ]);
  });

  it('says that a target was missed', () => {
    expect(record({ startedAt, there, back, first: leg(900), second: leg(2001) }).verdict).toBe('missed');
  });

  it.each<[string, DrillEndRequest['state']]>([
    ['a drill that was refused', { error: { Error: 'DrillRefusedError' } }],
    ['a switchover that stopped half-way', { startedAt, there, back, first: leg(900, 'partial') }],
    [
      'a switchover back that was refused',
      { startedAt, there, back, first: leg(900), error: { Error: 'PlanRefusedError' } },
    ],
    [
      'a check that failed after both',
      { startedAt, there, back, first: leg(900), second: leg(900), error: { Error: 'DrillRefusedError' } },
    ],
  ])('of %s is unfinished', (_, state) => {
    expect(record(state)).toMatchObject({ verdict: 'unfinished', ...(state.error && { problem: state.error.Error }) });
  });
});

describe('the events of the state machine', () => {
  it('accept nothing', () => {
    const event = { operation: 'drill-begin', drillId: 'one', accept: ['loss'] };
    expect(() => parseDrillStep(event)).toThrow(/^The event is malformed: accept/);
  });

  it('are no operation', () => {
    expect(parseDrillStep({ operation: 'switchover' })).toBeUndefined();
  });
});
